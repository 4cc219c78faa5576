// An expression over the axes and metrics of a point: "area_mm2 < 800". Operators and functions are
// those of SQL, evaluated by SQLite.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/app/store/sqlite.h"
#include "sim/core/diagnostics.h"

namespace tessera::sweep {

// A name that expressions may use.
struct Name {
  std::string name;
  bool text = false;
};

class Expression {
 public:
  // Throws InputError(kBadInput) at `where`, naming what was found and what is allowed.
  Expression(const std::string& text, const std::vector<Name>& names, const SourceLocation& where);

  // Places in `names` of those that occur.
  const std::vector<std::size_t>& uses() const { return uses_; }

  // `value(place)`: of a name that occurs; nothing: not known. Nothing where the result is not
  // known.
  template <class Value>
  std::optional<double> evaluate(const Value& value) {
    statement_->reset();
    for (std::size_t i = 0; i < uses_.size(); ++i) value(uses_[i], *statement_, parameter(i));
    statement_->step();
    return statement_->number(0);
  }

 private:
  static int parameter(std::size_t place) { return static_cast<int>(place) + 1; }

  std::vector<std::size_t> uses_;
  Database database_;
  std::optional<Statement> statement_;
};

}  // namespace tessera::sweep
