package dev.drawbridge.handshake;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.Suspended;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.Messages;
import dev.drawbridge.message.Ssl2Hello;
import dev.drawbridge.spec.HandshakeType;
import java.util.concurrent.Callable;

/**
 * Runs the states of one connection: the only mutable piece of a handshake. It knows no TLS version. Every method but the
 * runnable of {@link #takeTask} is called under the connection's locks, which the {@link Gate} stands for.
 */
public final class Handshaker {
    /** How a finished task comes back under the connection's locks. */
    public interface Gate {
        /** Runs {@code settle} with all locks of the connection held, then lets waiters look again. */
        void enter(Runnable settle);

        /** The handshake just failed: queue the alert, close. Called with the locks held. */
        void failed(TlsFault fault);
    }

    private final Gate gate;
    /** Null once connected: nothing after the handshake is in a transcript. */
    private Transcript transcript;
    private final Records records;
    private HandshakeState state;
    private Step.Offload<?> pending;
    private boolean taken;
    private TlsFault failure;

    public Handshaker(Gate gate, Transcript transcript, Records records, HandshakeState first) {
        this.gate = gate;
        this.transcript = transcript;
        this.records = records;
        this.state = first;
    }

    /** Starts with a step instead of a message: the client's first flight, a key update. */
    public void begin(Callable<Step> first) {
        settle(first);
    }

    /** Takes one whole handshake message, header included; no task is pending. */
    public void receive(byte[] message) {
        settle(() -> {
            HandshakeType type = HandshakeType.of(message[0] & 0xff);
            if (type == null) {
                throw new TlsFault(Fault.UNKNOWN_MESSAGE, "type " + (message[0] & 0xff));
            }
            HandshakeMessage m = Messages.read(type, message, 4, message.length - 4, state.format());
            // RFC 5246 section 7.4.1.1: "This message MUST NOT be included in the message hashes".
            if (transcript != null && type != HandshakeType.HELLO_REQUEST) {
                transcript.absorb(message);
            }
            return state.on(m, records);
        });
    }

    /** Takes a ClientHello in the form of SSL 2.0, without its length: RFC 5246 appendix E.2 has the transcript begin with it as it is. */
    public void receiveSsl2Hello(byte[] message) {
        settle(() -> {
            HandshakeMessage m = Ssl2Hello.read(message, state.format());
            transcript.absorb(message);
            return state.on(m, records);
        });
    }

    /** Takes a ChangeCipherSpec that the record layer did not drop. */
    public void receiveChangeCipherSpec() {
        settle(() -> state.onChangeCipherSpec(records));
    }

    /** The pending task, handed out once, and again whenever it was suspended; or null. */
    public Runnable takeTask() {
        if (pending == null || taken) {
            return null;
        }
        taken = true;
        Step.Offload<?> task = pending;
        return () -> run(task);
    }

    /** What the machine waits for. */
    public Need need() {
        return failure != null ? Need.CLOSE
                : pending != null ? Need.TASK
                : state.connected() ? Need.NOTHING : Need.INPUT;
    }

    /** The present state, null once the connection failed. */
    public HandshakeState state() {
        return state;
    }

    /** The reason of the failure, or null. */
    public TlsFault failure() {
        return failure;
    }

    /** The connection failed, here or outside the machine: pending work is forgotten, and the state with all its secrets. */
    public void abandon(TlsFault reason) {
        pending = null;
        state.wipe();
        state = null;
        transcript = null;
        if (failure == null) {
            failure = reason;
        }
    }

    /** The connection ended in good order: nothing secret stays behind in the state, which remains. */
    public void wipe() {
        state.wipe();
    }

    @SuppressWarnings("ReferenceEquality") // this very task, not one like it
    private <T> void run(Step.Offload<T> task) {
        Callable<Step> outcome;
        try {
            T result = task.work().call();
            outcome = () -> task.then().with(result, records);
        } catch (Suspended s) {
            gate.enter(() -> {
                if (pending == task) {
                    taken = false;
                }
            });
            return;
        } catch (Throwable t) { // foreign code may throw anything; whatever it is ends this connection
            outcome = () -> {
                throw TlsFault.of(t);
            };
        }
        Callable<Step> settled = outcome;
        gate.enter(() -> {
            if (pending == task) { // else the connection was closed meanwhile
                settle(settled);
            }
        });
    }

    private void settle(Callable<Step> outcome) {
        pending = null;
        taken = false;
        try {
            Step step = outcome.call();
            if (step instanceof Step.To to) {
                state = to.next();
                transcript = state.connected() ? null : transcript;
            } else {
                pending = (Step.Offload<?>) step;
            }
        } catch (Throwable t) { // an Error too leaves the transcript ahead of the state, so that nothing can go on from here
            failure = TlsFault.of(t);
            gate.failed(failure);
        }
    }
}
