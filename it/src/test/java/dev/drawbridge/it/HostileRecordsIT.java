package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.wire.Buffers;
import dev.drawbridge.spec.ProtocolVersion;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records of an honest peer that somebody on the wire cuts, damages, repeats, drops, reorders or adds to. */
class HostileRecordsIT {
    @ParameterizedTest
    @CsvSource({"true, TLS13", "false, TLS13", "true, TLS12", "false, TLS12"})
    void endInTheAlertOfTheRfc(boolean client, ProtocolVersion version) throws Exception {
        new HostileRun(client, version, false).run();
    }

    /** However many arrays come back at once, the pool keeps few of them. */
    @Test
    void theBufferPoolIsBounded() throws Exception {
        List<byte[]> borrowed = new ArrayList<>();
        List<WeakReference<byte[]>> seen = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            byte[] array = Buffers.borrow();
            borrowed.add(array);
            seen.add(new WeakReference<>(array));
        }
        borrowed.forEach(array -> Buffers.giveBack(array, 0));
        borrowed.clear();
        long kept = Long.MAX_VALUE;
        for (int i = 0; i < 10 && kept > 64; i++) {
            System.gc();
            Thread.sleep(50);
            kept = seen.stream().filter(r -> r.get() != null).count();
        }
        long still = kept;
        assertTrue(kept <= 64, () -> still + " arrays are kept");
    }
}
