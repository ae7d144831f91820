# What the tests have executed, from the profiles they left: lines, branches and conditions (MC/DC) of src/.
#
#   cmake -DBUILD=build/coverage -DSOURCE=. -P tests/coverage.cmake

cmake_minimum_required(VERSION 3.22)
find_program(PROFDATA NAMES llvm-profdata-19 llvm-profdata REQUIRED)
find_program(COV NAMES llvm-cov-19 llvm-cov REQUIRED)

file(GLOB profiles ${BUILD}/profiles/*.profraw)
if(NOT profiles)
  message(FATAL_ERROR "no profiles: run ctest --preset coverage first")
endif()
execute_process(COMMAND ${PROFDATA} merge -o ${BUILD}/tests.profdata ${profiles} COMMAND_ERROR_IS_FATAL ANY)

# Every program that has the library in it.
file(GLOB programs ${BUILD}/tests/*/test_* ${BUILD}/examples/*)
set(objects "")
foreach(program IN LISTS programs)
  if(NOT IS_DIRECTORY ${program} AND NOT program MATCHES "\\.[a-z]+$|Makefile")
    list(APPEND objects -object ${program})
  endif()
endforeach()
execute_process(
  COMMAND ${COV} report -show-mcdc-summary -show-branch-summary -instr-profile=${BUILD}/tests.profdata ${objects}
          -sources ${SOURCE}/src
  COMMAND_ERROR_IS_FATAL ANY)
execute_process(
  COMMAND ${COV} show -show-mcdc -show-branches=count -format=html -output-dir=${BUILD}/coverage-report
          -instr-profile=${BUILD}/tests.profdata ${objects} -sources ${SOURCE}/src
  OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
message("line by line: ${BUILD}/coverage-report/index.html")
