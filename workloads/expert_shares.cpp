#include "workloads/expert_shares.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <string>
#include <string_view>

#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

constexpr std::string_view kApart = " \t\r,;";

class Reader {
 public:
  explicit Reader(const std::filesystem::path& file) : file_(file) {}

  std::vector<std::vector<double>> whole() {
    std::ifstream text(file_);
    if (!text) mistake(0, "cannot be read");
    for (std::string line; std::getline(text, line);) {
      ++line_;
      take_line(std::string_view(line).substr(0, line.find('#')));
    }
    if (shares_.empty() && mistakes_.empty()) mistake(0, "has no number, must have one per expert");
    if (!mistakes_.empty()) throw InputError(ExitCode::kBadInput, mistakes_);
    return std::move(shares_);
  }

 private:
  void mistake(std::size_t column, const std::string& message) {
    mistakes_.push_back({{file_.string(), line_, static_cast<int>(column)}, message});
  }

  void take_line(std::string_view line) {
    std::vector<double> numbers;
    for (std::size_t at = line.find_first_not_of(kApart); at != std::string_view::npos;) {
      const std::size_t end = std::min(line.find_first_of(kApart, at), line.size());
      numbers.push_back(number(line.substr(at, end - at), at + 1));
      at = line.find_first_not_of(kApart, end);
    }
    if (numbers.empty()) return;
    if (!shares_.empty() && numbers.size() != shares_.front().size())
      mistake(1, "has " + std::to_string(numbers.size()) + " numbers, must have " +
                     std::to_string(shares_.front().size()) + ", as the first line has");
    if (std::ranges::all_of(numbers, [](double one) { return one <= 0; }))
      mistake(1, "has no number above 0");
    shares_.push_back(std::move(numbers));
  }

  double number(std::string_view word, std::size_t column) {
    double value = 0;
    const auto [stop, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    const bool whole = error == std::errc() && stop == word.data() + word.size();
    if (whole && std::isfinite(value) && value >= 0) return value;
    mistake(column, "'" + std::string(word) + "' must be a number of at least 0");
    return 1;
  }

  const std::filesystem::path& file_;
  int line_ = 0;
  std::vector<std::vector<double>> shares_;
  std::vector<Mistake> mistakes_;
};

}  // namespace

std::vector<std::vector<double>> read_expert_shares(const std::filesystem::path& file) {
  return Reader(file).whole();
}

}  // namespace tessera
