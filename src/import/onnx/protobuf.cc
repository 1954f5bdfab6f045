// The wall around protozero, the only place that knows Protocol Buffers: it throws on malformed input, so this file
// alone is compiled with exceptions. Field numbers are those of onnx.proto.
#include <fmt/format.h>

namespace {
/// A field has another type on the wire than its number says.
struct WrongWireType {};
}  // namespace
// What protozero asserts of its callers are properties of the file.
#define protozero_assert(condition) ((condition) ? void(0) : throw WrongWireType())

#include <protozero/pbf_message.hpp>
#include <protozero/pbf_reader.hpp>

#include "import/onnx/model.h"

namespace shapewise::import::onnx {
namespace {

using protozero::pbf_reader;
using protozero::pbf_wire_type;

std::string_view view(const protozero::data_view& data) { return {data.data(), data.size()}; }

struct TooMuch {
  const char* what;
};

class Decoder {
 public:
  explicit Decoder(const ModelLimits& limits) : limits_(limits) {}

  Model model(pbf_reader in) {
    Model model;
    while (in.next()) {
      switch (in.tag()) {
        case 2: model.producer = text(in); break;
        case 7: graph(in.get_message(), model.graph); break;
        case 8: model.opsets.push_back(opset(in.get_message())); break;
        case 25: model.functions.push_back(function(in.get_message())); break;
        default: in.skip();
      }
    }
    return model;
  }

 private:
  void count() {
    if (++items_ > limits_.items) throw TooMuch{"more parts than are read"};
  }

  std::string_view text(pbf_reader& in) {
    count();
    return view(in.get_view());
  }

  Opset opset(pbf_reader in) {
    Opset opset;
    while (in.next()) {
      switch (in.tag()) {
        case 1: opset.domain = text(in); break;
        case 2: opset.version = in.get_int64(); break;
        default: in.skip();
      }
    }
    return opset;
  }

  Function function(pbf_reader in) {
    Function function;
    while (in.next()) {
      switch (in.tag()) {
        case 1: function.name = text(in); break;
        case 4: function.inputs.push_back(text(in)); break;
        case 5: function.outputs.push_back(text(in)); break;
        case 7: function.nodes.push_back(node(in.get_message())); break;
        case 10: function.domain = text(in); break;
        case 11: function.defaults.push_back(attribute(in.get_message())); break;
        default: in.skip();
      }
    }
    return function;
  }

  void graph(pbf_reader in, Graph& graph) {
    if (++depth_ > limits_.depth) throw TooMuch{"graphs nested deeper than is read"};
    while (in.next()) {
      switch (in.tag()) {
        case 1: graph.nodes.push_back(node(in.get_message())); break;
        case 2: graph.name = text(in); break;
        case 5: graph.initializers.push_back(tensor(in.get_message())); break;
        case 11: graph.inputs.push_back(value_info(in.get_message())); break;
        case 12: graph.outputs.push_back(value_info(in.get_message())); break;
        case 13: graph.values.push_back(value_info(in.get_message())); break;
        case 15: graph.initializers.push_back(sparse(in.get_message())); break;
        default: in.skip();
      }
    }
    --depth_;
  }

  Node node(pbf_reader in) {
    count();
    Node node;
    while (in.next()) {
      switch (in.tag()) {
        case 1: node.inputs.push_back(text(in)); break;
        case 2: node.outputs.push_back(text(in)); break;
        case 3: node.name = text(in); break;
        case 4: node.op = text(in); break;
        case 5: node.attributes.push_back(attribute(in.get_message())); break;
        case 7: node.domain = text(in); break;
        default: in.skip();
      }
    }
    return node;
  }

  Attribute attribute(pbf_reader in) {
    count();
    Attribute made;
    int kind = 0;
    while (in.next()) {
      switch (in.tag()) {
        case 1: made.name = text(in); break;
        case 2: made.f = in.get_float(); break;
        case 3: made.i = in.get_int64(); break;
        case 4: made.s = text(in); break;
        case 5: made.t = std::make_shared<Tensor>(tensor(in.get_message())); break;
        case 6:
          made.g = std::make_shared<Graph>();
          graph(in.get_message(), *made.g);
          break;
        case 7: floats(in, made.floats); break;
        case 8: ints(in, made.ints); break;
        case 9: made.strings.push_back(text(in)); break;
        case 20: kind = in.get_enum(); break;
        case 21: made.reference = text(in); break;
        default: in.skip();
      }
    }
    made.kind =
        kind >= Attribute::None && kind <= Attribute::Other ? static_cast<Attribute::Kind>(kind) : Attribute::Other;
    if (kind == Attribute::None) made.kind = guess(made);
    return made;
  }

  /// Old files do not say which of the fields counts.
  static Attribute::Kind guess(const Attribute& made) {
    if (made.t) return Attribute::TensorKind;
    if (made.g) return Attribute::GraphKind;
    if (!made.ints.empty()) return Attribute::Ints;
    if (!made.floats.empty()) return Attribute::Floats;
    if (!made.strings.empty()) return Attribute::Strings;
    if (!made.s.empty()) return Attribute::String;
    return made.f != 0 ? Attribute::Float : Attribute::Int;
  }

  void ints(pbf_reader& in, std::vector<std::int64_t>& list) {
    if (in.wire_type() == pbf_wire_type::varint) {
      count();
      list.push_back(in.get_int64());
      return;
    }
    for (std::int64_t value : in.get_packed_int64()) {
      count();
      list.push_back(value);
    }
  }

  void floats(pbf_reader& in, std::vector<float>& list) {
    if (in.wire_type() == pbf_wire_type::fixed32) {
      count();
      list.push_back(in.get_float());
      return;
    }
    for (float value : in.get_packed_float()) {
      count();
      list.push_back(value);
    }
  }

  Tensor tensor(pbf_reader in) {
    count();
    Tensor made;
    while (in.next()) {
      switch (in.tag()) {
        case 1: ints(in, made.dims); break;
        case 2: made.type = in.get_int32(); break;
        case 4:
        case 5:
        case 7:
        case 10:
        case 11: numbers(in, made); break;
        case 8: made.name = text(in); break;
        case 9: made.raw = text(in); break;
        case 14: made.external = in.get_enum() == 1; break;
        default: in.skip();
      }
    }
    return made;
  }

  void numbers(pbf_reader& in, Tensor& made) {
    switch (in.wire_type()) {
      case pbf_wire_type::length_delimited: made.packed = text(in); return;
      case pbf_wire_type::varint: made.loose.push_back(static_cast<double>(in.get_int64())); break;
      case pbf_wire_type::fixed32: made.loose.push_back(static_cast<double>(in.get_float())); break;
      default: made.loose.push_back(in.get_double());
    }
    count();
  }

  /// A sparse tensor is known by its shape; what it holds is not read.
  Tensor sparse(pbf_reader in) {
    Tensor made;
    while (in.next()) {
      if (in.tag() == 1) {
        Tensor values = tensor(in.get_message());
        made.name = values.name;
        made.type = values.type;
      } else if (in.tag() == 3) {
        ints(in, made.dims);
      } else {
        in.skip();
      }
    }
    made.external = true;
    return made;
  }

  ValueInfo value_info(pbf_reader in) {
    count();
    ValueInfo info;
    while (in.next()) {
      switch (in.tag()) {
        case 1: info.name = text(in); break;
        case 2: info.type = type(in.get_message()); break;
        default: in.skip();
      }
    }
    return info;
  }

  Type type(pbf_reader in) {
    Type made;
    while (in.next()) {
      switch (in.tag()) {
        case 1:
          made.kind = Type::Kind::Tensor;
          tensor_type(in.get_message(), made);
          break;
        case 4:
          made.kind = Type::Kind::Sequence;
          in.skip();
          break;
        case 5:
        case 8:
        case 9:
          made.kind = Type::Kind::Other;
          in.skip();
          break;
        default: in.skip();
      }
    }
    return made;
  }

  void tensor_type(pbf_reader in, Type& made) {
    while (in.next()) {
      if (in.tag() == 1) {
        made.element = in.get_int32();
      } else if (in.tag() == 2) {
        made.has_shape = true;
        pbf_reader shape = in.get_message();
        while (shape.next(1)) made.dims.push_back(dim(shape.get_message()));
      } else {
        in.skip();
      }
    }
  }

  Dim dim(pbf_reader in) {
    count();
    Dim made;
    while (in.next()) {
      switch (in.tag()) {
        case 1: made.value = in.get_int64(); break;
        case 2: made.param = text(in); break;
        default: in.skip();
      }
    }
    return made;
  }

  ModelLimits limits_;
  int items_ = 0;
  int depth_ = 0;
};

}  // namespace

Result<Model> read_model(std::string_view bytes, const ModelLimits& limits) {
  try {
    return Decoder(limits).model(pbf_reader(bytes.data(), bytes.size()));
  } catch (const protozero::exception& error) {
    return fail(fmt::format("it is no ONNX model, or cut off: {}", error.what()));
  } catch (const WrongWireType&) {
    return fail("it is no ONNX model, or broken: a field has the wrong type");
  } catch (const TooMuch& error) {
    return fail(fmt::format("the model has {}", error.what));
  }
}

}  // namespace shapewise::import::onnx
