// The parameters of every memory configuration of a folder (`configs.csv`), each with its line.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/app/validate/csv_table.h"

namespace tessera::validation {

// What one simulator was told about one configuration.
class Parameters {
 public:
  Parameters(std::string simulator, std::string config, std::string file, int line)
      : simulator_(std::move(simulator)),
        config_(std::move(config)),
        file_(std::move(file)),
        line_(line) {}

  const std::string& simulator() const { return simulator_; }
  const std::string& config() const { return config_; }
  SourceLocation where() const { return {file_, line_, 0}; }  // of its first line
  SourceLocation where(std::string_view name) const;

  // False if it is there with another value.
  bool add(const std::string& name, const std::string& value, int line);
  bool has(std::string_view name) const { return values_.find(name) != values_.end(); }
  std::string text(std::string_view name) const;  // empty if absent
  std::string names() const;                      // "nBL, nCL, ..."

 private:
  struct Value {
    std::string text;
    int line = 0;
  };
  std::string simulator_, config_, file_;
  int line_;
  std::map<std::string, Value, std::less<>> values_;
};

// By simulator and configuration.
using ParametersByConfig = std::map<std::pair<std::string, std::string>, Parameters>;

ParametersByConfig read_parameters(const CsvTable& table, std::vector<Mistake>& mistakes);

// Numbers of one configuration; what is absent or impossible becomes a mistake at its line.
class ParameterReader {
 public:
  ParameterReader(const Parameters& parameters, std::vector<Mistake>& mistakes)
      : parameters_(parameters), mistakes_(mistakes) {}

  bool has(std::string_view name) const { return parameters_.has(name); }
  std::string text(std::string_view name) const { return parameters_.text(name); }

  int integer(std::string_view name, int low, int high);  // must be there
  int integer_or(std::string_view name, int low, int high, int absent);
  double number(std::string_view name, double low, double high);  // must be there
  double number_or(std::string_view name, double low, double high, double absent);
  int count(std::string_view name);  // a power of two; must be there
  int count_or(std::string_view name, int absent);

  void add_mistake(std::string_view name, const std::string& message);

 private:
  void ask_for(std::string_view name);

  const Parameters& parameters_;
  std::vector<Mistake>& mistakes_;
};

}  // namespace tessera::validation
