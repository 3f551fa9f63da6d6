package dev.drawbridge.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.drawbridge.crypto.bc.BcCrypto;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.Suspended;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandshakerTest {
    private final List<TlsFault> failures = new ArrayList<>();
    private int wiped;
    private final Handshaker.Gate gate = new Handshaker.Gate() {
        @Override
        public void enter(Runnable settle) {
            settle.run();
        }

        @Override
        public void failed(TlsFault fault) {
            failures.add(fault);
        }
    };

    /** After an Error the transcript has a message that the state has not: nothing may follow. */
    @Test
    void anErrorInAStateEndsTheHandshake() {
        StackOverflowError error = new StackOverflowError();
        Handshaker handshaker = handshaker(error);
        assertEquals(Need.INPUT, handshaker.need());
        handshaker.receive(new byte[] {0, 0, 0, 0});
        assertEquals(Need.CLOSE, handshaker.need());
        assertEquals(1, failures.size());
        assertEquals(Fault.INTERNAL, failures.get(0).fault());
        assertEquals(error, failures.get(0).getCause());
    }

    /** The connection was closed while a task ran: its result has no effect. */
    @Test
    void aTaskThatEndsAfterTheConnectionIsForgotten() {
        Handshaker handshaker = handshaker(new AssertionError("no message comes"));
        handshaker.begin(() -> new Step.Offload<>(() -> "", (result, records) -> {
            throw new AssertionError("resumed");
        }));
        Runnable task = handshaker.takeTask();
        assertNull(handshaker.takeTask(), "handed out once");
        TlsFault reason = new TlsFault(Fault.TRUNCATED);
        handshaker.abandon(reason);
        task.run();
        assertEquals(reason, handshaker.failure());
        assertEquals(List.of(), failures);
        assertEquals(Need.CLOSE, handshaker.need());
    }

    /** Somebody who is asked cannot answer yet: the task is handed out again, as often as it takes. */
    @Test
    void aTaskThatIsSuspendedIsRepeated() {
        List<String> log = new ArrayList<>();
        Handshaker handshaker = handshaker(new AssertionError("no message comes"));
        handshaker.begin(() -> new Step.Offload<>(() -> {
            log.add("asked");
            if (log.size() < 3) {
                throw new Suspended();
            }
            return "answer";
        }, (result, records) -> {
            log.add(result);
            return new Step.To(handshaker.state());
        }));
        for (int i = 0; i < 2; i++) {
            Runnable task = handshaker.takeTask();
            assertNull(handshaker.takeTask(), "one at a time");
            task.run();
            assertEquals(Need.TASK, handshaker.need());
        }
        Runnable last = handshaker.takeTask();
        last.run();
        assertEquals(List.of("asked", "asked", "asked", "answer"), log);
        assertEquals(Need.INPUT, handshaker.need());
        assertNull(handshaker.takeTask());
        assertEquals(List.of(), failures);
    }

    /** Suspended and then given up: nothing is asked again, and the state is wiped. */
    @Test
    void aSuspendedConnectionIsGivenUp() {
        Handshaker handshaker = handshaker(new AssertionError("no message comes"));
        handshaker.begin(() -> new Step.Offload<>(() -> {
            throw new Suspended();
        }, (result, records) -> {
            throw new AssertionError("resumed");
        }));
        handshaker.takeTask().run();
        handshaker.abandon(new TlsFault(Fault.USER_CANCELED));
        assertNull(handshaker.takeTask());
        assertEquals(1, wiped);
    }

    /** In a state that throws {@code error} at the first message. */
    private Handshaker handshaker(Error error) {
        return new Handshaker(gate, new Transcript(new BcCrypto(null)), null, new HandshakeState() {
            @Override
            public MessageFormat format() {
                return MessageFormat.TLS12;
            }

            @Override
            public Step on(HandshakeMessage message, Records records) {
                throw error;
            }

            @Override
            public void wipe() {
                wiped++;
            }
        });
    }
}
