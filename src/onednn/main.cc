// The program with oneDNN. `shapewise run` hands over to it, so that the program itself stays free of shared libraries.
#include "cli/program.h"
#include "onednn/backend.h"

int main(int argc, char** argv) {
  shapewise::exec::offer_backend(&shapewise::onednn::backend());
  return shapewise::cli::run_program(argc, argv);
}
