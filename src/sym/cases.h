// Decisions by the prover, case by case where one proof for all is not found. Internal to sym/.
#pragma once

#include <optional>

#include "sym/knowledge.h"

namespace shapewise::sym {

/// Decides a relation in normal form without case distinction: quickly, and Unknown for much that could be proved.
Truth decide_at_once(const Relation& relation, const Knowledge& known);

/// Decides a relation in normal form. A symbol inside of floors is split by its residues (H = 2q or 2q − 1 for ⌊H/2⌋),
/// after which the floors are gone.
Truth decide(const Relation& relation, const Knowledge& known);

/// The best lower bound that can be proved of an expression in normal form.
std::optional<Int> greatest_lower_bound(const Expr& e, const Knowledge& known);

}  // namespace shapewise::sym
