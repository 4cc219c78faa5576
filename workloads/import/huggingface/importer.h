// Hugging Face config.json of language models, and of models with a language model inside, to a
// graph.
#pragma once

#include <filesystem>
#include <string>

#include "workloads/graph.pb.h"

namespace tessera {

// Where safetensors files lie beside it, their headers say what every module is stored in, and
// notes of the graph how they differ. Throws InputError: kBadInput with line and column where the
// text is no JSON or fields are missing or wrong (all of them), kUnsupported where the architecture
// is another one: the message names what could not be read and the nearest known family.
proto::Graph import_huggingface(const std::filesystem::path& file);

// The model of the config.json that lies beside a safetensors file.
proto::Graph import_safetensors(const std::filesystem::path& file);

// The same of a text that stands for the config of `file`; `name` of the graph.
proto::Graph import_huggingface_text(const std::filesystem::path& file, const std::string& config,
                                     const std::string& name);

}  // namespace tessera
