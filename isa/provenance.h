// Which note on sources covers a number of a chip text.
#pragma once

#include <google/protobuf/message.h>

#include <string>

#include "isa/chip.pb.h"

namespace tessera {

// The note among those of `block` itself that covers the field at `path` below it; null if none
// does. One that names the field, or a block around it, is nearer than one that names nothing.
const proto::Provenance* provenance_in(const google::protobuf::Message& block,
                                       const std::string& path);

// Adds to `block` notes that its field `field` has the source that `origin` gives for it, and, of
// a list, entries of it those that `origin` names by themselves.
void copy_provenance(google::protobuf::Message& block, const std::string& field,
                     const google::protobuf::Message& origin);

}  // namespace tessera
