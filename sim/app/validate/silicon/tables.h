// The tables of a folder of measurements on silicon, and what is predicted for their rows.
#pragma once

#include <string>
#include <vector>

#include "sim/app/validate/silicon/operators.h"
#include "sim/app/validate/silicon/prediction.h"

namespace tessera::validation {

struct SiliconValue {
  std::string measured;   // column; empty where the table has none
  std::string predicted;  // column that is added
  ReportClass report =
      {};  // what its errors are reported as; none: the class of the row's operator
};

struct SiliconTable {
  std::string file;
  std::vector<std::string> required;  // columns
  std::vector<std::string> numbers;   // columns that say what ran, as numbers
  std::vector<std::string> words;     // and as words
  std::vector<SiliconValue> values;
  bool limiter = true;  // a column for it, too
  // Null: nothing predicts its rows yet.
  Prediction (*predict)(const Measurement&, const Conditions&, const DeviceChip&, OperatorDetail);
  // Why, in the words of the report.
  std::string why_not;
};

const std::vector<SiliconTable>& silicon_table_kinds();
std::vector<std::string> silicon_tables();          // their file names
std::vector<ReportClass> silicon_report_classes();  // of operators, then of whole runs

}  // namespace tessera::validation
