// SHAPEWISE_FOR_EACH_PROCESSOR before a function: it is compiled for several processors; which one is at hand is found
// out when the program starts.
#pragma once

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define SHAPEWISE_FOR_EACH_PROCESSOR \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default"), optimize("O3")))
#else
#define SHAPEWISE_FOR_EACH_PROCESSOR
#endif
