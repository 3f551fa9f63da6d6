package dev.drawbridge.engine;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.Handshake;
import dev.drawbridge.handshake.HandshakeState;
import dev.drawbridge.handshake.Predecessor;
import dev.drawbridge.handshake.Records;
import dev.drawbridge.handshake.Step;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.MessageFormat;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** Honest but for what a test makes of the messages of its renegotiations. */
record Tamperer(Beginning honest, Tampering tampering) implements Beginning {
    /** What goes out in the place of a message, perhaps after something else. */
    interface Tampering {
        HandshakeMessage sent(HandshakeMessage message, Records records);
    }

    @Override
    public HandshakeState first(Handshake hs) {
        return honest.first(hs);
    }

    @Override
    public Step begin(Handshake hs) throws TlsFault {
        Step first = honest.begin(hs);
        return hs.before() == null ? first : tampered(first);
    }

    private Step tampered(Step step) {
        return step instanceof Step.To to ? new Step.To(to.next().connected() ? to.next() : new Tampered(this, to.next()))
                : tampered((Step.Offload<?>) step);
    }

    private <T> Step tampered(Step.Offload<T> task) {
        return new Step.Offload<>(task.work(), (result, records) -> tampered(task.then().with(result, tampered(records))));
    }

    private Records tampered(Records real) {
        return (Records) Proxy.newProxyInstance(Tamperer.class.getClassLoader(), new Class<?>[] {Records.class}, (proxy, method, args) -> {
            boolean message = args != null && args[0] instanceof HandshakeMessage;
            try {
                return method.invoke(real, message ? new Object[] {tampering.sent((HandshakeMessage) args[0], real)} : args);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }

    private record Tampered(Tamperer by, HandshakeState state) implements HandshakeState {
        @Override
        public MessageFormat format() {
            return state.format();
        }

        @Override
        public Step on(HandshakeMessage message, Records records) throws TlsFault {
            return by.tampered(state.on(message, by.tampered(records)));
        }

        @Override
        public Step onChangeCipherSpec(Records records) throws TlsFault {
            return by.tampered(state.onChangeCipherSpec(by.tampered(records)));
        }

        @Override
        public Predecessor predecessor() {
            return state.predecessor();
        }
    }
}
