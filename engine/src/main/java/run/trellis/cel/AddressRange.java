package run.trellis.cel;

import java.util.Optional;
import java.util.regex.Pattern;

/// A range of addresses: `192.168.0.0/24` (RFC 4632).
///
/// @param address the address in front of the slash; bits behind the prefix may be set
/// @param bits the length of the prefix
record AddressRange(IpAddress address, int bits) {
    private static final Pattern BITS = Pattern.compile("0|[1-9][0-9]{0,2}");

    static Optional<AddressRange> parse(String text) {
        int slash = text.lastIndexOf('/');
        if (slash < 0 || !BITS.matcher(text.substring(slash + 1)).matches()) {
            return Optional.empty();
        }
        int bits = Integer.parseInt(text.substring(slash + 1));
        return IpAddress.parse(text.substring(0, slash))
                .filter(address -> bits <= address.length())
                .map(address -> new AddressRange(address, bits));
    }

    AddressRange masked() {
        return new AddressRange(address.masked(bits), bits);
    }

    boolean contains(IpAddress other) {
        return other.isV4() == address.isV4() && other.masked(bits).equals(address.masked(bits));
    }

    boolean contains(AddressRange other) {
        return other.bits >= bits && contains(other.address);
    }

    @Override
    public String toString() {
        return address + "/" + bits;
    }
}
