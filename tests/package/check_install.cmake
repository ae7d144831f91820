# Installs into a folder of its own and builds somebody else's program against it, twice.
#
#   cmake -DBUILD=build -DCONSUMER=... -DWORK=... -DCC=gcc -DCONFIG=Release -P check_install.cmake

cmake_minimum_required(VERSION 3.22)

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE failed OUTPUT_VARIABLE out ERROR_VARIABLE out)
  if(failed)
    message(FATAL_ERROR "${ARGN}\n${out}")
  endif()
endfunction()

file(REMOVE_RECURSE ${WORK})
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/prefix --config ${CONFIG})
run(${CMAKE_COMMAND} -S ${CONSUMER} -B ${WORK}/by_cmake -DCMAKE_PREFIX_PATH=${WORK}/prefix -DCMAKE_C_COMPILER=${CC})
run(${CMAKE_COMMAND} --build ${WORK}/by_cmake)
run(${WORK}/by_cmake/consumer)
message("found by find_package")

find_program(PKG_CONFIG pkg-config)
if(NOT PKG_CONFIG)
  message("SKIPPED: no pkg-config; the .pc file was not tried")
  return()
endif()
file(GLOB_RECURSE pc ${WORK}/prefix/*/ndweave.pc)
get_filename_component(folder ${pc} DIRECTORY)
set(ENV{PKG_CONFIG_PATH} ${folder})
execute_process(COMMAND ${PKG_CONFIG} --cflags --libs --static ndweave
                OUTPUT_VARIABLE flags OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE failed)
if(failed)
  message(FATAL_ERROR "pkg-config does not know ndweave")
endif()
separate_arguments(flags)
run(${CC} -std=c11 ${CONSUMER}/consumer.c -o ${WORK}/by_pkg_config ${flags})
run(${CMAKE_COMMAND} -E env LD_LIBRARY_PATH=${WORK}/prefix/lib ${WORK}/by_pkg_config)
message("found by pkg-config")
