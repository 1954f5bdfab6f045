# The tests: every *_test.cc beside the code and every tests/*.cc, in one GoogleTest program that ctest runs in shards.
enable_testing()
find_package(GTest REQUIRED)

file(GLOB_RECURSE test_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/*_test.cc)
foreach(room IN LISTS SHAPEWISE_LEFT_OUT)
  list(FILTER test_sources EXCLUDE REGEX "/src/${room}/")
endforeach()
file(GLOB test_drivers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/*.cc)
get_property(rooms GLOBAL PROPERTY SHAPEWISE_ROOMS)

if(test_sources OR test_drivers)
  add_executable(shapewise_tests ${test_sources} ${test_drivers})
  shapewise_compile(shapewise_tests EXCEPTIONS)
  target_include_directories(shapewise_tests PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(shapewise_tests PRIVATE ${rooms} GTest::gtest GTest::gtest_main)

  # Shards of one program start a few processes instead of thousands, and building never has to run it. Tests find
  # their data relative to the root of the checkout.
  set(shards 4)
  math(EXPR last "${shards} - 1")
  foreach(shard RANGE ${last})
    add_test(NAME unit.${shard} COMMAND shapewise_tests --gtest_brief=1 WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
    set_tests_properties(unit.${shard} PROPERTIES
      ENVIRONMENT "GTEST_TOTAL_SHARDS=${shards};GTEST_SHARD_INDEX=${shard}"
      FAIL_REGULAR_EXPRESSION "Running 0 tests")
  endforeach()
endif()

# Tests of the Python tools lie beside them.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
add_test(NAME tools COMMAND Python3::Interpreter -B -m unittest discover -s tools -p "*_test.py"
  WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})

# Our trees of Python against those of the Python at hand, over the Python of this repository.
add_executable(dump_python ${PROJECT_SOURCE_DIR}/tools/dump_python.cc)
shapewise_compile(dump_python EXCEPTIONS)
target_link_libraries(dump_python PRIVATE python)
add_test(NAME python.cpython
  COMMAND Python3::Interpreter -B tools/compare_with_cpython.py $<TARGET_FILE:dump_python> tools tests examples
  WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})

# Worked solutions worked out again, and the figures of other tools; `tools/check_explain.py` alone does so for all models.
if(TARGET shapewise)
  add_test(NAME explain
    COMMAND Python3::Interpreter -B tools/check_explain.py $<TARGET_FILE:shapewise> worksheet alexnet vit_b_16
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
endif()

# Whole models against what PyTorch did with them. torchvision's own source is found in the system, or where tools/setup
# unpacks it; without it that test is skipped and says so.
foreach(truth torchvision modelled networks saved)
  add_test(NAME oracle.${truth}
    COMMAND Python3::Interpreter -B tools/oracle/compare_models.py $<TARGET_FILE:shapewise> ${truth}
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(oracle.${truth} PROPERTIES SKIP_RETURN_CODE 77)
endforeach()
