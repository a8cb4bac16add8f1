package run.trellis.cel;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.types.CelType;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import run.trellis.object.Quantity;

/// The types of values in the words of messages.
final class TypeName {

    private TypeName() {}

    static String of(Object value) {
        return switch (value) {
            case Long _ -> "integer";
            case UnsignedLong _ -> "unsigned integer";
            case Double _ -> "double";
            case Boolean _ -> "boolean";
            case String _ -> "string";
            case CelByteString _ -> "bytes";
            case Instant _ -> "timestamp";
            case Duration _ -> "duration";
            case NullValue _ -> "null";
            case Optional<?> _ -> "optional";
            case List<?> _ -> "list";
            case Map<?, ?> _ -> "map";
            case Quantity _ -> "quantity";
            case IpAddress _ -> "IP address";
            case AddressRange _ -> "CIDR";
            case Semver _ -> "semver";
            case GoUrl _ -> "URL";
            case PolicyValue _ -> "policy";
            case CelType _ -> "type";
            default -> value.getClass().getSimpleName();
        };
    }
}
