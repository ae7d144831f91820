# Each public header alone, first in its file, in every language standard.
#
#   cmake -DCC=gcc -DINCLUDE=include -P check_headers.cmake

cmake_minimum_required(VERSION 3.22)

set(strict -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wundef -Werror -fsyntax-only)
set(compiled 0)

function(compile_all compiler language)
  file(GLOB headers ${INCLUDE}/ndweave/*.h)
  foreach(standard IN LISTS ARGN)
    foreach(header IN LISTS headers)
      get_filename_component(name ${header} NAME)
      # The second inclusion is the guard's test, the declaration makes it a translation unit.
      execute_process(
        COMMAND sh -c "printf '#include <ndweave/${name}>\\n#include <ndweave/${name}>\\nextern int ndw_unit;\\n' | '${compiler}' -x ${language} -std=${standard} ${ARGS} -I'${INCLUDE}' -"
        RESULT_VARIABLE failed ERROR_VARIABLE why)
      if(failed)
        message(FATAL_ERROR "${name} as ${standard}:\n${why}")
      endif()
      math(EXPR compiled "${compiled} + 1")
    endforeach()
  endforeach()
  set(compiled ${compiled} PARENT_SCOPE)
endfunction()

string(REPLACE ";" " " ARGS "${strict}")
compile_all(${CC} c c11 c17 c2x)

get_filename_component(base ${CC} NAME)
string(REPLACE "clang" "clang++" cxx "${base}")
string(REPLACE "gcc" "g++" cxx "${cxx}")
string(REGEX REPLACE "^cc$" "c++" cxx "${cxx}")
find_program(CXX ${cxx})
if(CXX)
  compile_all(${CXX} c++ c++11 c++17 c++20)
else()
  message("SKIPPED: no C++ compiler ${cxx}; the headers were not compiled as C++")
endif()
message("${compiled} compilations")
