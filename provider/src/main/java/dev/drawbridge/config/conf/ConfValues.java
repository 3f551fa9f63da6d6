package dev.drawbridge.config.conf;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The values of commands that are not lists of words. */
final class ConfValues {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
    private static final Pattern LENIENT_NUMBER = Pattern.compile("\\s*\\+?([0-9]{1,9}).*");
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");
    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9_.-]+");
    private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(\\.(?!$)|$)){4}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final int MAX_PADDING = 16384;

    private ConfValues() {
    }

    /** The value, or null when it is known and has no effect here. */
    static Object read(ConfCommand command, String text, ConfReading reading, Origin origin) throws ListException, ConfException {
        return switch (command.kind()) {
            case CIPHER_STRING -> cipherString(text, reading, origin);
            case CIPHERSUITES -> ciphersuites(text, reading, origin);
            case GROUPS -> GroupList.parse(text);
            case ONE_GROUP -> oneGroup(text);
            case SCHEMES -> SchemeList.parse(text);
            case VERSION -> bound(command, text);
            case PATH -> path(command, text);
            case STORE -> store(command, text);
            case PADDING -> padding(command, text, reading, origin);
            case NUMBER -> number(command, text, Integer.MAX_VALUE, reading, origin);
            default -> throw new IllegalArgumentException("words of " + command + " are read elsewhere");
        };
    }

    private static CipherString cipherString(String text, ConfReading reading, Origin origin) throws ListException, ConfException {
        CipherString list = CipherString.parse(text);
        try {
            list.refuseMistakes();
        } catch (ListException e) {
            reading.passOver(new ConfException(origin, ConfCommand.CIPHER_STRING, text, e));
        }
        return list;
    }

    private static Ciphersuites ciphersuites(String text, ConfReading reading, Origin origin) throws ListException, ConfException {
        Ciphersuites list = Ciphersuites.parse(text);
        try {
            list.refuseMistakes();
        } catch (ListException e) {
            reading.passOver(new ConfException(origin, ConfCommand.CIPHERSUITES, text, e));
        }
        return list;
    }

    /** Before OpenSSL 1.1 the value could ask for an automatic choice, which there always is now. */
    private static GroupList oneGroup(String text) throws ListException {
        if (text.equalsIgnoreCase("automatic") || text.equalsIgnoreCase("+automatic")) {
            return null;
        }
        if (text.indexOf(':') >= 0) {
            throw wrong("group", "more than one", text, "one group, or automatic");
        }
        return GroupList.parse(text);
    }

    /** Case counts, against the manual but as in OpenSSL. Versions of DTLS bound nothing here. */
    private static VersionBound bound(ConfCommand command, String text) throws ListException {
        if (text.equals("None")) {
            return new VersionBound(Optional.empty());
        }
        for (ConfProtocol protocol : ConfProtocol.values()) {
            if (protocol.bounds() && protocol.word().equals(text)) {
                return protocol.version() == null ? null : new VersionBound(Optional.of(protocol.version()));
            }
        }
        throw wrong("version of " + command, "no such version", text,
                "None, SSLv3, TLSv1, TLSv1.1, TLSv1.2, TLSv1.3, DTLSv1 or DTLSv1.2, case as here");
    }

    private static Path path(ConfCommand command, String text) throws ListException {
        try {
            if (!text.isEmpty()) {
                return Path.of(text);
            }
        } catch (InvalidPathException e) {
            throw wrong("path of " + command, "not a path: " + e.getReason(), text, "the path of a file or a directory");
        }
        throw wrong("path of " + command, "empty", text, "the path of a file or a directory");
    }

    private static Path store(ConfCommand command, String text) throws ListException {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.startsWith("file:")) {
            String rest = text.substring("file:".length());
            return path(command, rest.startsWith("//localhost/") ? rest.substring("//localhost".length())
                    : rest.startsWith("///") ? rest.substring(2) : rest);
        }
        if (SCHEME.matcher(text).matches()) {
            throw wrong("URI of " + command, "a kind of store that is not offered", text, "a path, or file: and a path");
        }
        return path(command, text);
    }

    private static RecordPadding padding(ConfCommand command, String text, ConfReading reading, Origin origin)
            throws ListException, ConfException {
        int comma = text.indexOf(',');
        int data = number(command, comma < 0 ? text : text.substring(0, comma).strip(), MAX_PADDING, reading, origin);
        int handshake = comma < 0 ? data : number(command, text.substring(comma + 1).strip(), MAX_PADDING, reading, origin);
        return new RecordPadding(data, handshake);
    }

    /** A number; what follows its digits is passed over by OpenSSL, and what does not begin with one is 0 to it. */
    private static int number(ConfCommand command, String text, int max, ConfReading reading, Origin origin)
            throws ListException, ConfException {
        ListException mistake = wrong("number of " + command, "not a number", text, "a number from 0 to " + max);
        String digits = text;
        if (!NUMBER.matcher(text).matches()) {
            if (text.strip().startsWith("-")) {
                throw mistake;
            }
            reading.passOver(new ConfException(origin, command, text, mistake));
            Matcher lenient = LENIENT_NUMBER.matcher(text);
            digits = lenient.matches() ? lenient.group(1) : "0";
        }
        int number = Integer.parseInt(digits);
        if (number > max) {
            throw wrong("number of " + command, "too large", text, "a number from 0 to " + max);
        }
        return number;
    }

    /** Names or addresses between commas or semicolons. */
    static List<String> texts(ConfCommand command, String text) throws ListException {
        boolean names = command.kind() == ConfCommand.Kind.NAMES;
        List<String> all = new ArrayList<>();
        for (ListWord word : ListWord.split(text.replace(';', ','), ',')) {
            if (names ? !HOST_NAME.matcher(word.text()).matches() : !address(word.text())) {
                throw new ListException("list of " + command, names ? "no host name" : "no IP address", word.position(), word.text(),
                        (names ? "host names" : "addresses") + " with commas between them");
            }
            all.add(word.text());
        }
        return all;
    }

    private static boolean address(String text) {
        if (IPV4.matcher(text).matches()) {
            return true;
        }
        try {
            // With a colon in it this is read and never looked up.
            return IPV6.matcher(text).matches() && InetAddress.getByName(text) != null;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static ListException wrong(String what, String reason, String text, String expected) {
        return new ListException(what, reason, 1, text, expected);
    }
}
