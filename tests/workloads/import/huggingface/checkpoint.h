// A folder with a config.json and headers of safetensors files, without data behind them.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

namespace tessera {

class Checkpoint {
 public:
  using Shape = std::vector<std::int64_t>;

  Checkpoint() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(testing::TempDir()) / "tessera_checkpoints" / test->name();
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    text("config.json",
         R"({"model_type": "llama", "hidden_size": 256, "intermediate_size": 1024, )"
         R"("num_attention_heads": 4, "num_key_value_heads": 4, "num_hidden_layers": 2, )"
         R"("vocab_size": 16768})");
  }

  const std::filesystem::path& folder() const { return folder_; }

  void add(const std::string& name, const std::string& dtype, const Shape& shape) {
    tensors_[name] = {dtype, shape};
  }
  void change(const std::string& name, const std::string& dtype) {
    tensors_.at(name).dtype = dtype;
  }
  void remove(const std::string& name) { tensors_.erase(name); }

  // All of the config's model; `dtype`: of the projections.
  void add_small_llama(const std::string& dtype) {
    add("model.embed_tokens.weight", "BF16", {16768, 256});
    add("lm_head.weight", "BF16", {16768, 256});
    add("model.norm.weight", "BF16", {256});
    for (const char* number : {"0", "1"}) {
      const std::string layer = std::string("model.layers.") + number + ".";
      for (const char* norm : {"input_layernorm", "post_attention_layernorm"})
        add(layer + norm + ".weight", "BF16", {256});
      for (const char* one : {"q", "k", "v", "o"})
        add(layer + "self_attn." + one + "_proj.weight", dtype, {256, 256});
      for (const char* one : {"gate", "up"})
        add(layer + "mlp." + one + "_proj.weight", dtype, {1024, 256});
      add(layer + "mlp.down_proj.weight", dtype, {256, 1024});
    }
  }

  std::filesystem::path write(const std::string& file) const {
    std::string header = R"({"__metadata__": {"format": "pt"})";
    std::int64_t offset = 0;
    for (const auto& [name, tensor] : tensors_) {
      std::int64_t bytes = bytes_of(tensor.dtype);
      std::string shape;
      for (const std::int64_t dim : tensor.shape) {
        bytes *= dim;
        shape += (shape.empty() ? "" : ",") + std::to_string(dim);
      }
      header += ",\"" + name + "\":{\"dtype\":\"" + tensor.dtype + "\",\"shape\":[" + shape +
                "],\"data_offsets\":[" + std::to_string(offset) + "," +
                std::to_string(offset + bytes) + "]}";
      offset += bytes;
    }
    return write_header(file, header + "}");
  }

  std::filesystem::path write_header(const std::string& file, const std::string& header) const {
    std::string length;
    for (std::size_t size = header.size(), i = 0; i < 8; ++i, size >>= 8)
      length += static_cast<char>(size & 0xff);
    text(file, length + header);
    return folder_ / file;
  }

  void text(const std::string& file, const std::string& content) const {
    std::ofstream(folder_ / file, std::ios::binary) << content;
  }

 private:
  struct Tensor {
    std::string dtype;
    Shape shape;
  };
  static std::int64_t bytes_of(const std::string& dtype) {
    return dtype == "F32" || dtype == "I32" ? 4 : dtype == "BF16" || dtype == "F16" ? 2 : 1;
  }
  std::filesystem::path folder_;
  std::map<std::string, Tensor> tensors_;
};

}  // namespace tessera
