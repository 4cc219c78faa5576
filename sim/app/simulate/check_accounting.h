// What must hold for every execution, whatever the chip and the network: a violation is our mistake
// and ends the run.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "isa/execution.h"
#include "isa/roofline.h"

namespace tessera {

class AccountingError : public std::logic_error {
  using std::logic_error::logic_error;
};

// One sentence per violation, with the numbers found:
//  - busy + starved + blocked = elapsed, of every engine
//  - stalls sum to the elapsed time; so do the operators' times, and each one's stalls to its own
//  - the operators' bytes are the program's; a memory's moved bytes and losses are peak x elapsed
//  - elapsed >= roofline
std::vector<std::string> accounting_violations(const Program& program, const Execution& execution,
                                               const Roofline& bound);

// Throws AccountingError that lists them, if any.
void check_accounting(const Program& program, const Execution& execution, const Roofline& bound);

}  // namespace tessera
