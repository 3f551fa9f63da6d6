package dev.drawbridge.jsse;

import dev.drawbridge.engine.Connection;
import dev.drawbridge.spec.FragmentLimit;

/** How many bytes a record has, as {@link javax.net.ssl.SSLParameters#setMaximumPacketSize} counts them, where its content is limited. */
final class PacketSizes {
    /** Header, IV, MAC and the longest padding: as with SunJSSE what a record may be longer than its content, whatever the suite. */
    private static final int EXPANSION = Connection.PACKET_SIZE - FragmentLimit.NONE.bytes();

    private PacketSizes() {
    }

    /**
     * What a client asks its server for whose program has room for so many bytes. As with SunJSSE that is the largest length that fits; nothing
     * where more than the largest fits, and the smallest where even that does not.
     */
    static FragmentLimit asked(int maximumPacketSize) {
        int content = maximumPacketSize - EXPANSION;
        if (content <= 0 || content > FragmentLimit.BYTES_4096.bytes()) {
            return FragmentLimit.NONE;
        }
        FragmentLimit best = FragmentLimit.BYTES_512;
        for (FragmentLimit limit : FragmentLimit.values()) {
            best = limit != FragmentLimit.NONE && limit.bytes() <= content ? limit : best;
        }
        return best;
    }

    /** Room for any record; as with SunJSSE not less than the program said, and less than usual only where it said something. */
    static int packet(FragmentLimit limit, int maximumPacketSize) {
        boolean smaller = limit != FragmentLimit.NONE && maximumPacketSize > 0;
        return smaller ? Math.min(Connection.PACKET_SIZE, Math.max(maximumPacketSize, limit.bytes() + EXPANSION)) : Connection.PACKET_SIZE;
    }

    /** Room for the content of any record, and for the padding around it. */
    static int application(FragmentLimit limit, int maximumPacketSize) {
        return packet(limit, maximumPacketSize) - (Connection.PACKET_SIZE - Connection.APPLICATION_SIZE);
    }
}
