# Streaming stores are ordered by nothing but a fence of the thread that made them, and no tool sees that
# one is missing. So the object code is looked at: they are in the kernels only, and the fence is in
# run_fenced of copy/run.c - or in those it was compiled into: run_part for each chunk that a thread does, and
# run_large. That what may be large is run by nothing else is seen in the source. Then the same with the fence taken
# out, which must be noticed.
#
#   cmake -DOBJDUMP=objdump -DLIBRARY=libndweave.a -DSOURCE=src -DINCLUDE=include -DCC=cc -DWORK=dir -P check_fences.cmake

cmake_minimum_required(VERSION 3.22)
file(MAKE_DIRECTORY ${WORK})

# Sets `streaming` and `fencing` to the functions of an object or archive that have such instructions, and
# `stray` to those that stream outside the objects of the kernels.
function(look_at object)
  execute_process(COMMAND ${OBJDUMP} -d --no-show-raw-insn ${object} OUTPUT_FILE ${WORK}/code COMMAND_ERROR_IS_FATAL ANY)
  file(STRINGS ${WORK}/code lines REGEX "file format|^[0-9a-f]+ <|movnt|sfence")
  set(found_streaming "")
  set(found_fencing "")
  set(found_stray "")
  foreach(line IN LISTS lines)
    if(line MATCHES "^(.*):[ \t]+file format")
      set(member ${CMAKE_MATCH_1})
    elseif(line MATCHES "^[0-9a-f]+ <([^>]*)>")
      set(name ${CMAKE_MATCH_1})
    elseif(line MATCHES "movnt")
      list(APPEND found_streaming ${name})
      if(member MATCHES "\\.o\\)?$" AND NOT member MATCHES "kernels_[a-z0-9]+\\.") # a shared library has no objects
        list(APPEND found_stray ${name})
      endif()
    else()
      list(APPEND found_fencing ${name})
    endif()
  endforeach()
  list(REMOVE_DUPLICATES found_streaming)
  list(REMOVE_DUPLICATES found_fencing)
  set(streaming "${found_streaming}" PARENT_SCOPE)
  set(fencing "${found_fencing}" PARENT_SCOPE)
  list(REMOVE_DUPLICATES found_stray)
  set(stray "${found_stray}" PARENT_SCOPE)
endfunction()

look_at(${LIBRARY})
if(NOT streaming)
  message(FATAL_ERROR "no function of ${LIBRARY} streams")
endif()
if(stray)
  message(FATAL_ERROR "these stream, and are no kernels: ${stray}")
endif()
list(FILTER fencing INCLUDE REGEX "^(run_fenced|run_part|run_large)")
if(NOT fencing MATCHES "run_fenced" AND NOT (fencing MATCHES "run_part" AND fencing MATCHES "run_large"))
  message(FATAL_ERROR "run_fenced, or what it was compiled into, has no fence: only ${fencing}")
endif()

# A plan that may stream is run with a fence: a small one never does, nor does `inner` of what is counted or picked.
file(STRINGS ${SOURCE}/copy/run.c lines REGEX "run_plan\\(")
foreach(line IN LISTS lines)
  if(NOT line MATCHES
     "static void run_plan\\(|^    (if \\(bytes < LARGE_FROM\\) )?run_plan\\(p, dst, src\\);$|run_plan\\(inner, ")
    message(FATAL_ERROR "a plan is run without a fence: ${line}")
  endif()
endforeach()
list(LENGTH lines count)
if(NOT count EQUAL 5)
  message(FATAL_ERROR "run_plan is named ${count} times, not 5: defined, fenced, small, counted, picked")
endif()

# Nobody else asks for it.
file(GLOB_RECURSE files ${SOURCE}/*.c)
set(asking "")
foreach(file IN LISTS files)
  file(STRINGS ${file} lines REGEX "stream = is_large")
  foreach(line IN LISTS lines)
    list(APPEND asking ${file})
  endforeach()
endforeach()
if(NOT asking MATCHES "^[^;]*copy/run\\.c$")
  message(FATAL_ERROR "streaming is asked for in: ${asking}")
endif()

# The twin.
file(READ ${SOURCE}/copy/run.c text)
string(REPLACE "if (p->inner.stream) stream_fence();" "" unfenced "${text}")
if(unfenced STREQUAL text)
  message(FATAL_ERROR "there is no fence to take out")
endif()
file(WRITE ${WORK}/unfenced.c "${unfenced}")
foreach(version IN ITEMS ${SOURCE}/copy/run.c ${WORK}/unfenced.c)
  execute_process(COMMAND ${CC} -std=c11 -D_POSIX_C_SOURCE=200809L -O2 -I${SOURCE} -I${INCLUDE} -c ${version}
                          -o ${WORK}/object.o COMMAND_ERROR_IS_FATAL ANY)
  look_at(${WORK}/object.o)
  list(LENGTH fencing fences)
  list(APPEND counts ${fences})
endforeach()
if(NOT counts MATCHES "^[123];0$")
  message(FATAL_ERROR "fences with and without: ${counts}")
endif()
message("every streaming store is fenced; without the fence that is noticed")
