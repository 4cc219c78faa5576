// Library text to checked record: what the software of a chip offers.
#pragma once

#include <string>
#include <vector>

#include "sim/core/text_input.h"
#include "workloads/kernel_library.h"

namespace tessera {

// `name_or_path`: a name in workloads/libraries, one of its other names, or a file. Throws
// InputError: kUsage if the library has no such text, kBadInput with every mistake at its line.
KernelLibrary read_kernel_library(const std::string& name_or_path);

// What the text of that name says of itself in one line.
std::string kernel_library_about(const std::string& name);

// The texts that come with the program, sorted.
std::vector<std::string> kernel_libraries();

// Fills `input`, whose message is a KernelLibrary, with that text.
void read_kernel_library_text(const std::string& name_or_path, TextInput& input);

}  // namespace tessera
