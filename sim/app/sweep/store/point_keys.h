// The address of a point: a digest of everything that its outcome follows from.
#pragma once

#include <boost/uuid/uuid.hpp>
#include <map>
#include <string>

#include "sim/app/simulate/remembered_inputs.h"
#include "sim/app/simulate/request_text.h"

namespace tessera::sweep {

using Key = boost::uuids::uuid;

// 32 hexadecimal digits.
std::string text_of(const Key& key);
Key key_of_text(const std::string& text);

// Contents count, not names: the chip's text with what it is merged of, the network as it was read,
// the kernel library, the tables of energy, area, cost and memories, the model's version. The order
// in which fields of different blocks are set does not; within a block it may choose its kind.
class PointKeys {
 public:
  explicit PointKeys(RememberedInputs& remembered);

  // Throws InputError where an input cannot be read. A chip that lacks something can: its run
  // fails.
  Key of(const RequestText& point);

 private:
  // `with`: its fragments.
  const std::string& digest_of_chip(const std::string& name, const std::vector<std::string>& with);
  std::string digest_of_library(const RequestText& point);
  const std::string& digest_of_model(const std::string& name, const RequestText& point);
  const std::string& digest_of_file(const std::string& path);

  RememberedInputs& remembered_;
  std::string surroundings_;
  std::map<std::string, std::string> digests_;
};

}  // namespace tessera::sweep
