// An .onnx file as libonnx's message, or a sentence on what is wrong with it.
#pragma once

#include <onnx/onnx_pb.h>

#include <filesystem>

namespace tessera {

// Weights in other files are not looked for: only their shapes matter here.
// Throws InputError(kBadInput) that names the file, and the byte where it ends
// too early or stops making sense.
onnx::ModelProto read_onnx_file(const std::filesystem::path& file);

}  // namespace tessera
