#include "sim/app/validate/network_names.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "workloads/model_reader.h"

namespace tessera::validation {
namespace {

// Letters, digits and dots, which tell versions apart; `gaps`: where words met.
struct Plain {
  std::string text;
  std::set<std::size_t> gaps;
};

Plain plain(std::string_view name) {
  Plain result;
  for (const unsigned char c : name)
    if (std::isalnum(c) != 0 || c == '.')
      result.text += static_cast<char>(std::tolower(c));
    else
      result.gaps.insert(result.text.size());
  return result;
}

// Names other than those of the library. Networks of equal shape are one.
using Alias = std::pair<const char*, const char*>;
const std::vector<Alias>& aliases() {
  static const std::vector<Alias> kAliases = {
      {"llama-7b", "llama-2-7b"},
      {"llama-13b", "llama-2-13b"},
      {"llama-70b", "llama-2-70b"},
      {"llama2-7b", "llama-2-7b"},
      {"llama-3-8b", "llama-3.1-8b"},
      {"llama-3-70b", "llama-3.1-70b"},
      {"llama-3.3-70b", "llama-3.1-70b"},
      {"meta-llama-3-8b", "llama-3.1-8b"},
      {"meta-llama-3-70b", "llama-3.1-70b"},
      {"deepseek-r1", "deepseek-v3"},
      {"codellama-7b", "llama-2-7b"},
      {"codellama-13b", "llama-2-13b"},
      {"qwen2.5-coder-32b", "qwen2.5-32b"},
      {"qwq-32b", "qwen2.5-32b"},
      {"deepseek-r1-distill-llama-70b", "llama-3.1-70b"},
      {"deepseek-r1-distill-llama-8b", "llama-3.1-8b"},
      {"deepseek-r1-distill-qwen-32b", "qwen2.5-32b"},
      {"gptj-6b", "gpt-j-6b"},
      {"gptj", "gpt-j-6b"},
      {"gpt-3-175b", "gpt3-175b"},
      {"xlm-roberta-large", "roberta-large"},
      {"shufflenetv2-x1.0", "shufflenet-v2"},
      {"resnext50", "resnext50-32x4d"},
      {"sdxl", "sdxl-unet"},
      {"stable-diffusion-xl", "sdxl-unet"},
      {"vit-base", "vit-b16"},
      {"vit-large", "vit-l16"},
      {"mlp0", "tpu-v1-mlp0"},
      {"mlp1", "tpu-v1-mlp1"},
      {"lstm0", "tpu-v1-lstm0"},
      {"lstm1", "tpu-v1-lstm1"},
      {"cnn0", "tpu-v1-cnn0"},
      {"cnn1", "tpu-v1-cnn1"},
  };
  return kAliases;
}

std::vector<std::pair<std::string, std::string>> all_names() {
  std::vector<std::pair<std::string, std::string>> names;
  for (const std::string& network : library_networks())
    names.emplace_back(plain(network).text, network);
  for (const auto& [alias, network] : aliases()) names.emplace_back(plain(alias).text, network);
  std::stable_sort(names.begin(), names.end(), [](const auto& one, const auto& other) {
    return one.first.size() > other.first.size();
  });
  return names;
}

// "gpt2" is not what "gpt25" begins with, but "deepseekr1" what "deepseek-r1 671b" does, and
// "bertbase" what "bertbaseuncased" does.
bool begins_with(const Plain& text, const std::string& name) {
  if (!text.text.starts_with(name)) return false;
  if (text.text.size() == name.size() || text.gaps.contains(name.size())) return true;
  const auto is_digit = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; };
  return !is_digit(name.back()) || !is_digit(text.text[name.size()]);
}

}  // namespace

// What stands in parentheses says more of it, but not which it is.
std::optional<std::string> network_of(const std::string& workload) {
  static const std::vector<std::pair<std::string, std::string>> kNames = all_names();
  const Plain text = plain(workload.substr(0, workload.find('(')));
  for (const auto& [name, network] : kNames)
    if (begins_with(text, name)) return network;
  return std::nullopt;
}

}  // namespace tessera::validation
