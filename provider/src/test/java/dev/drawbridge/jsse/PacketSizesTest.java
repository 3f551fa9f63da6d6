package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.drawbridge.spec.FragmentLimit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What SunJSSE's MaxFragExtension and SSLSessionImpl make of SSLParameters.setMaximumPacketSize. */
class PacketSizesTest {
    @ParameterizedTest
    @CsvSource({"0, NONE", "325, NONE", "326, BYTES_512", "836, BYTES_512", "837, BYTES_512", "1348, BYTES_512", "1349, BYTES_1024",
        "2372, BYTES_1024", "2373, BYTES_2048", "4420, BYTES_2048", "4421, BYTES_4096", "4422, NONE", "16709, NONE", "2147483647, NONE"})
    void whatIsAskedFor(int maximumPacketSize, FragmentLimit expected) {
        assertEquals(expected, PacketSizes.asked(maximumPacketSize));
    }

    @Test
    void buffersAreSmallerWhereTheProgramSaidSoAndTheServerAgreed() {
        assertEquals(1349, PacketSizes.packet(FragmentLimit.BYTES_1024, 1349));
        assertEquals(1344, PacketSizes.application(FragmentLimit.BYTES_1024, 1349));
        assertEquals(2000, PacketSizes.packet(FragmentLimit.BYTES_1024, 2000));
        assertEquals(16_709, PacketSizes.packet(FragmentLimit.NONE, 1349));
        assertEquals(16_704, PacketSizes.application(FragmentLimit.NONE, 1349));
        assertEquals(16_709, PacketSizes.packet(FragmentLimit.BYTES_1024, 0));
        assertEquals(16_709, PacketSizes.packet(FragmentLimit.BYTES_1024, 40_000));
    }

    /** With SunJSSE this is 400, and the peer's records, which are as long as was agreed, may be longer. */
    @Test
    void aRecordFitsInAnyCase() {
        assertEquals(837, PacketSizes.packet(FragmentLimit.BYTES_512, 400));
    }
}
