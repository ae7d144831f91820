# Names: everything with external linkage begins with ndw_, and every function that a public header
# declares with NDW_API or NDW_CALL is there.
#
#   cmake -DNM=nm -DLIBRARY=libndweave.a -DINCLUDE=include -P check_symbols.cmake

cmake_minimum_required(VERSION 3.22)

execute_process(COMMAND ${NM} -g --defined-only ${LIBRARY} OUTPUT_VARIABLE listing RESULT_VARIABLE failed
                ERROR_QUIET)
if(failed)
  message(FATAL_ERROR "${NM} ${LIBRARY} failed")
endif()
string(REGEX MATCHALL "[0-9a-f]+ [A-Z] [^\n]+" lines "${listing}")
set(defined "")
set(wrong 0)
foreach(line IN LISTS lines)
  string(REGEX REPLACE ".* [A-Z] " "" name "${line}")
  list(APPEND defined ${name})
  if(NOT name MATCHES "^(ndw_|__|_init$|_fini$|_edata$|_end$)")
    message("not ndw_: ${name}")
    math(EXPR wrong "${wrong} + 1")
  endif()
endforeach()

set(declared 0)
file(GLOB headers ${INCLUDE}/ndweave/*.h)
foreach(header IN LISTS headers)
  file(READ ${header} text)
  string(REGEX MATCHALL "\nNDW_(API|CALL) [^;(]*\\(" declarations "${text}")
  foreach(declaration IN LISTS declarations)
    string(REGEX REPLACE "^.*[ *](ndw_[a-z0-9_]+)\\($" "\\1" name "${declaration}")
    math(EXPR declared "${declared} + 1")
    if(NOT name IN_LIST defined)
      message("declared, not defined: ${name}")
      math(EXPR wrong "${wrong} + 1")
    endif()
  endforeach()
endforeach()
if(wrong GREATER 0 OR declared EQUAL 0)
  message(FATAL_ERROR "${wrong} names are wrong, ${declared} declarations read")
endif()
message("${declared} public functions declared and defined, every name begins with ndw_")
