# Fuzz targets: each fuzz/X_fuzz.cc is a libFuzzer program X_fuzz; its corpus is fuzz/corpus/X.
# In a build without SHAPEWISE_FUZZ the same files are compiled with fuzz/replay.cc, which runs them over that corpus
# as ordinary tests, so that the targets build and every committed input is tried on each run.

file(GLOB fuzz_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/fuzz/*_fuzz.cc)
get_property(rooms GLOBAL PROPERTY SHAPEWISE_ROOMS)

foreach(source IN LISTS fuzz_sources)
  get_filename_component(name ${source} NAME_WE)
  string(REGEX REPLACE "_fuzz$" "" subject ${name})
  add_executable(${name} ${source})
  shapewise_compile(${name})
  target_link_libraries(${name} PRIVATE ${rooms})
  if(SHAPEWISE_FUZZ)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  else()
    target_sources(${name} PRIVATE ${PROJECT_SOURCE_DIR}/fuzz/replay.cc)
    add_test(NAME fuzz.${subject} COMMAND ${name} fuzz/corpus/${subject} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  endif()
endforeach()
