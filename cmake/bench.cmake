# Benchmarks: every bench/*_bench.cc, in one Google Benchmark program.
find_package(benchmark REQUIRED)
file(GLOB bench_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/bench/*_bench.cc)
if(bench_sources)
  get_property(rooms GLOBAL PROPERTY SHAPEWISE_ROOMS)
  add_executable(shapewise_bench ${bench_sources})
  shapewise_compile(shapewise_bench EXCEPTIONS)
  target_link_libraries(shapewise_bench PRIVATE ${rooms} benchmark::benchmark benchmark::benchmark_main)
endif()
