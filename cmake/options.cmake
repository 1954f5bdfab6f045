# How everything is compiled and linked: the language, the warnings, the sanitizers, the compiler cache and the linker.

option(SHAPEWISE_TESTS "Build the tests (needs GoogleTest)" ON)
option(SHAPEWISE_BENCH "Build the benchmarks (needs Google Benchmark)" OFF)
option(SHAPEWISE_FUZZ "Build the fuzz targets (needs clang and libFuzzer)" OFF)
option(SHAPEWISE_WERROR "Treat warnings as errors" OFF)
option(SHAPEWISE_STATIC "Link the program statically, so that it starts without a dynamic loader" OFF)
set(SHAPEWISE_SANITIZE "" CACHE STRING "Sanitizers to build with, such as address,undefined")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS ON)  # __int128 is the integer of this project; the standard library must know it
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# Compilations are shared between all checkouts of a machine: ccache sees paths relative to the checkout, and no
# absolute path is left in the objects.
find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(launcher /usr/bin/env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE_PROGRAM})
  set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
endif()
add_compile_options(-ffile-prefix-map=${PROJECT_SOURCE_DIR}/=)

# The fastest linker at hand.
find_program(MOLD_PROGRAM mold)
if(MOLD_PROGRAM)
  add_link_options(-fuse-ld=mold)
endif()

add_compile_options(-fPIE -ffunction-sections -fdata-sections)
add_link_options(LINKER:--gc-sections)

if(SHAPEWISE_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(SHAPEWISE_SANITIZE)
  add_compile_options(-fsanitize=${SHAPEWISE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${SHAPEWISE_SANITIZE})
  if(SHAPEWISE_SANITIZE MATCHES undefined)
    add_compile_options(-fno-sanitize=vptr)  # vptr needs RTTI, which the core is built without
  endif()
endif()

# shapewise_compile(<target> [EXCEPTIONS]): our own code: all warnings, and neither RTTI nor, outside of the walls around
# third-party code that throws, exceptions.
function(shapewise_compile target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "EXCEPTIONS" "" "")
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "INTERFACE_LIBRARY")
    target_include_directories(${target} INTERFACE ${PROJECT_SOURCE_DIR}/src)
    return()
  endif()
  target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR}/src)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wconversion -Wshadow
    $<$<BOOL:${SHAPEWISE_WERROR}>:-Werror>
    $<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations>  # libstdc++ 12's stable_sort, as clang 19 sees it
    $<$<COMPILE_LANGUAGE:CXX>:-fno-rtti>
    $<$<NOT:$<BOOL:${arg_EXCEPTIONS}>>:$<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions>>)
endfunction()
