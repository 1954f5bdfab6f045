// The program.
#include "cli/program.h"

int main(int argc, char** argv) { return shapewise::cli::run_program(argc, argv); }
