# The house has one staircase: each #include "room/..." in src/ must be in the row of its own room, and
# atomics live where the argument for them is written.
#
#   cmake -DSOURCE=src -P check_layers.cmake

cmake_minimum_required(VERSION 3.22)

set(MAY_base    "base")
set(MAY_dtype   "base|dtype")
set(MAY_threads "base|threads")
set(MAY_layout  "base|layout")
set(MAY_memory  "base|memory")
set(MAY_copy    "base|threads|layout|copy")
set(MAY_array   "base|dtype|layout|memory|copy|array")
set(MAY_ops     "base|dtype|layout|memory|copy|array|ops")
set(MAY_interop "interop")

# memory_order appears only here.
set(MAY_ORDER "^(base/once\\.h|memory/refcount\\.h|memory/pool_counter\\.h|threads/.*)$")

get_filename_component(SOURCE ${SOURCE} ABSOLUTE)
set(wrong 0)
file(GLOB_RECURSE files RELATIVE ${SOURCE} ${SOURCE}/*.c ${SOURCE}/*.h)
foreach(file IN LISTS files)
  string(REGEX REPLACE "/.*" "" room ${file})
  if(NOT DEFINED MAY_${room})
    message("${file}: there is no room ${room}")
    math(EXPR wrong "${wrong} + 1")
    continue()
  endif()
  file(STRINGS ${SOURCE}/${file} includes REGEX "^#include \"")
  foreach(line IN LISTS includes)
    string(REGEX REPLACE "^#include \"([^\"]*)\".*" "\\1" included "${line}")
    if(NOT included MATCHES "^(${MAY_${room}})/")
      message("${file}: ${room} may not include ${included}")
      math(EXPR wrong "${wrong} + 1")
    endif()
  endforeach()
  file(STRINGS ${SOURCE}/${file} orders REGEX "memory_order_|stdatomic")
  if(orders AND NOT file MATCHES "${MAY_ORDER}")
    message("${file}: memory_order")
    math(EXPR wrong "${wrong} + 1")
  endif()
endforeach()

list(LENGTH files count)
if(wrong GREATER 0)
  message(FATAL_ERROR "${wrong} of the lines in ${count} files are in the wrong room")
endif()
if(count EQUAL 0)
  message(FATAL_ERROR "no files below ${SOURCE}")
endif()
message("${count} files, every include in its row")
