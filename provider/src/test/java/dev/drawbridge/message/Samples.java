package dev.drawbridge.message;

import dev.drawbridge.message.extension.ApplicationProtocols;
import dev.drawbridge.message.extension.CertificateAuthorities;
import dev.drawbridge.message.extension.Cookie;
import dev.drawbridge.message.extension.EarlyDataIndication;
import dev.drawbridge.message.extension.EarlyDataLimit;
import dev.drawbridge.message.extension.EcPointFormats;
import dev.drawbridge.message.extension.EncryptThenMac;
import dev.drawbridge.message.extension.ExtendedMasterSecret;
import dev.drawbridge.message.extension.Extension;
import dev.drawbridge.message.extension.ExtensionContext;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.message.extension.KeyShareChoice;
import dev.drawbridge.message.extension.KeyShareEntry;
import dev.drawbridge.message.extension.KeyShareOffer;
import dev.drawbridge.message.extension.KeyShareRetry;
import dev.drawbridge.message.extension.MaxFragmentLength;
import dev.drawbridge.message.extension.PostHandshakeAuth;
import dev.drawbridge.message.extension.PreSharedKeyChoice;
import dev.drawbridge.message.extension.PreSharedKeyOffer;
import dev.drawbridge.message.extension.PskKeyExchangeModes;
import dev.drawbridge.message.extension.RenegotiationInfo;
import dev.drawbridge.message.extension.ServerName;
import dev.drawbridge.message.extension.SessionTicket;
import dev.drawbridge.message.extension.SignatureAlgorithms;
import dev.drawbridge.message.extension.SignatureAlgorithmsCert;
import dev.drawbridge.message.extension.StapledResponse;
import dev.drawbridge.message.extension.StatusRequest;
import dev.drawbridge.message.extension.SupportedGroups;
import dev.drawbridge.message.extension.SupportedVersionsChoice;
import dev.drawbridge.message.extension.SupportedVersionsOffer;
import dev.drawbridge.message.extension.UnknownExtension;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.FragmentLimit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Random but valid messages from a seed. */
final class Samples {
    private final Random random;

    Samples(long seed) {
        random = new Random(seed);
    }

    /** One message of every kind that {@code format} knows. */
    List<HandshakeMessage> all(MessageFormat format) {
        List<HandshakeMessage> list = new ArrayList<>();
        list.add(clientHello());
        list.add(serverHello(older(format) ? ExtensionContext.SERVER_HELLO12
                : ExtensionContext.SERVER_HELLO13));
        if (!older(format)) {
            list.add(serverHello(ExtensionContext.HELLO_RETRY_REQUEST));
        }
        if (format != MessageFormat.TLS13) {
            list.add(new HelloRequest());
        }
        switch (format) {
            case UNDECIDED, UNDECIDED_SSL30 -> list.add(serverHello(ExtensionContext.SERVER_HELLO12));
            case SSL30, TLS11 -> list.addAll(messages12(false));
            case TLS12 -> list.addAll(messages12(true));
            case TLS13 -> list.addAll(messages13());
        }
        return list;
    }

    private static boolean older(MessageFormat format) {
        return format == MessageFormat.SSL30 || format == MessageFormat.TLS11 || format == MessageFormat.TLS12;
    }

    /** With or without the schemes of signatures. */
    private List<HandshakeMessage> messages12(boolean named) {
        EcdheParams params = new EcdheParams(number(), bytes(1, 255));
        return List.of(new NewSessionTicket12(u32(), bytes(0, 300)),
                new Certificate12(byteLists(0, 4, 400)),
                new SignedParams<>(params, params.encoded(), number(), bytes(0, 300)).toMessage(),
                new CertificateRequest12(bytes(1, 255), named ? numbers(1, 20) : null, byteLists(0, 5, 100)),
                new ServerHelloDone(), new CertificateVerify(named ? number() : CertificateVerify.UNNAMED, bytes(0, 300)),
                new ClientEcdhe(bytes(1, 255)).toMessage(), new Finished(bytes(12, 12)),
                new CertificateStatus(bytes(1, 500)));
    }

    private List<HandshakeMessage> messages13() {
        List<CertificateEntry> entries = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            entries.add(new CertificateEntry(bytes(1, 400), extensions(ExtensionContext.CERTIFICATE)));
        }
        return List.of(new NewSessionTicket13(u32(), u32(), bytes(0, 255), bytes(1, 300),
                        extensions(ExtensionContext.NEW_SESSION_TICKET)),
                new EncryptedExtensions(extensions(ExtensionContext.ENCRYPTED_EXTENSIONS)),
                new Certificate13(bytes(0, 255), entries),
                new CertificateRequest13(bytes(0, 255), extensions(ExtensionContext.CERTIFICATE_REQUEST)
                        .with(new SignatureAlgorithms(numbers(1, 20)))),
                new CertificateVerify(number(), bytes(0, 300)), new Finished(bytes(32, 48)),
                new KeyUpdate(random.nextBoolean()), new EndOfEarlyData());
    }

    private ClientHello clientHello() {
        byte[] methods = bytes(1, 5);
        methods[random.nextInt(methods.length)] = 0;
        Extensions extensions = random.nextInt(5) == 0 ? Extensions.none()
                : extensions(ExtensionContext.CLIENT_HELLO);
        if (random.nextBoolean()) {
            extensions = extensions.with(preSharedKeys());
        }
        return new ClientHello(0x0303, bytes(32, 32), bytes(0, 32), numbers(1, 40), methods, extensions);
    }

    private ServerHello serverHello(ExtensionContext context) {
        byte[] r = context == ExtensionContext.HELLO_RETRY_REQUEST ? ServerHello.retryRandom() : bytes(32, 32);
        Extensions extensions = extensions(context);
        if (context == ExtensionContext.SERVER_HELLO13) {
            extensions = extensions.with(new SupportedVersionsChoice(0x0304));
        }
        return new ServerHello(0x0303, r, bytes(0, 32), number(), 0, extensions);
    }

    /** A random choice, in random order, of what {@code context} may hold, with two GREASE values. */
    Extensions extensions(ExtensionContext context) {
        List<Extension> list = new ArrayList<>(candidates(context));
        list.add(new UnknownExtension(0x0a0a, bytes(0, 3)));
        list.add(new UnknownExtension(0xfafa, bytes(0, 3)));
        Collections.shuffle(list, random);
        return Extensions.of(list.subList(0, random.nextInt(list.size() + 1)));
    }

    /** What a ClientHello has at its end. */
    private PreSharedKeyOffer preSharedKeys() {
        List<PreSharedKeyOffer.Identity> identities = new ArrayList<>();
        List<byte[]> binders = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            identities.add(new PreSharedKeyOffer.Identity(bytes(1, 100), u32()));
            binders.add(bytes(32, 48));
        }
        return new PreSharedKeyOffer(identities, binders);
    }

    /** One extension of each type that we interpret in {@code context}. */
    List<Extension> ofEachType(ExtensionContext context) {
        List<Extension> all = new ArrayList<>(candidates(context));
        if (context == ExtensionContext.CLIENT_HELLO) {
            all.add(preSharedKeys());
        }
        return all;
    }

    /** The same, except for the pre_shared_key of a ClientHello, which must be its last. */
    private List<Extension> candidates(ExtensionContext context) {
        return switch (context) {
            case CLIENT_HELLO -> List.of(new SupportedVersionsOffer(numbers(1, 10)),
                    new RenegotiationInfo(bytes(0, 36)), new Cookie(bytes(1, 50)), new ServerName("a_b.example"),
                    new ApplicationProtocols(List.of("h2", "http/1.1", "\u00ff\u0000")),
                    new SupportedGroups(numbers(1, 10)), new EcPointFormats(bytes(1, 4)),
                    new KeyShareOffer(List.of(new KeyShareEntry(0x2a2a, bytes(1, 1)), share())),
                    new SignatureAlgorithms(numbers(1, 20)), new SignatureAlgorithmsCert(numbers(1, 20)),
                    new CertificateAuthorities(byteLists(1, 5, 60)), StatusRequest.forOcsp(), fragments(),
                    new EncryptThenMac(), new ExtendedMasterSecret(), new SessionTicket(bytes(0, 200)),
                    new PskKeyExchangeModes(bytes(1, 3)), new EarlyDataIndication(), new PostHandshakeAuth(),
                    new UnknownExtension(ExtensionType.PADDING.code(), bytes(0, 50)));
            case SERVER_HELLO12 -> List.of(new RenegotiationInfo(bytes(0, 255)), new ServerName(null),
                    new ApplicationProtocols(List.of("h2")), new SupportedGroups(numbers(1, 4)),
                    new EcPointFormats(new byte[] {1, 0}), new StatusRequest(new byte[0]), fragments(),
                    new EncryptThenMac(), new ExtendedMasterSecret(), new SessionTicket(new byte[0]));
            case SERVER_HELLO13 -> List.of(new SupportedVersionsChoice(0x0304), new KeyShareChoice(share()),
                    new PreSharedKeyChoice(number()));
            case HELLO_RETRY_REQUEST -> List.of(new SupportedVersionsChoice(0x0304), new KeyShareRetry(number()),
                    new Cookie(bytes(1, 100)));
            case ENCRYPTED_EXTENSIONS -> List.of(new ServerName(null), new ApplicationProtocols(List.of("x")),
                    new SupportedGroups(numbers(1, 10)), new EarlyDataIndication(), fragments());
            case CERTIFICATE -> List.of(new StapledResponse(bytes(1, 100)));
            case CERTIFICATE_REQUEST -> List.of(new SignatureAlgorithms(numbers(1, 9)),
                    new SignatureAlgorithmsCert(numbers(1, 9)), new CertificateAuthorities(byteLists(1, 3, 60)),
                    new StatusRequest(new byte[0]));
            case NEW_SESSION_TICKET -> List.of(new EarlyDataLimit(u32()));
        };
    }

    private MaxFragmentLength fragments() {
        return new MaxFragmentLength(FragmentLimit.of(1 + random.nextInt(4)));
    }

    private KeyShareEntry share() {
        return new KeyShareEntry(29, bytes(1, 100));
    }

    private CodePoints numbers(int min, int max) {
        int[] values = new int[min + random.nextInt(max - min + 1)];
        for (int i = 0; i < values.length; i++) {
            values[i] = number();
        }
        return CodePoints.of(values);
    }

    private List<byte[]> byteLists(int min, int max, int maxLength) {
        List<byte[]> list = new ArrayList<>();
        for (int i = min + random.nextInt(max - min + 1); i > 0; i--) {
            list.add(bytes(1, maxLength));
        }
        return list;
    }

    private byte[] bytes(int min, int max) {
        byte[] b = new byte[min + random.nextInt(max - min + 1)];
        random.nextBytes(b);
        return b;
    }

    private int number() {
        return random.nextInt(0x10000);
    }

    private long u32() {
        return random.nextLong() >>> 32;
    }
}
