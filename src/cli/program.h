// The program with all of its commands. Another program that is linked with more is the same program with more.
#pragma once

namespace shapewise::cli {

int run_program(int argc, char** argv);

}  // namespace shapewise::cli
