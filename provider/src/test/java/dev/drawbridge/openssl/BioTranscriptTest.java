package dev.drawbridge.openssl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What OpenSSL's BIOs return, ours do. The transcripts bio.txt, of chosen steps, and bio-random.txt were printed by OpenSSL 3.0.19 (Debian 12), with
 * the program it/src/test/programs/Bio.c, where the language of the steps is explained; {@code BioIT} has the machine's own print them again.
 */
@Timeout(60)
class BioTranscriptTest {
    private final Map<String, Bio> bios = new HashMap<>();
    private String port;

    private record Section(String title, List<String> lines) {
        @Override
        public String toString() {
            return title;
        }
    }

    @AfterEach
    void free() {
        bios.values().forEach(Bio::close);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sections")
    void returnsWhatOpensslReturns(Section section) {
        for (int i = 0; i < section.lines().size(); i++) {
            String line = section.lines().get(i);
            String step = line.substring(0, line.indexOf(" ->"));
            assertEquals(line, step + " -> " + perform(step.split(" ")), section + ", step " + (i + 1));
        }
    }

    static Stream<Section> sections() throws IOException {
        List<Section> sections = new ArrayList<>();
        for (String name : List.of("bio.txt", "bio-random.txt")) {
            for (String line : text(name).lines().toList()) {
                if (line.startsWith("#")) {
                    sections.add(new Section(line.substring(2), new ArrayList<>()));
                } else {
                    sections.get(sections.size() - 1).lines().add(line);
                }
            }
        }
        return sections.stream();
    }

    private static String text(String name) throws IOException {
        try (InputStream in = BioTranscriptTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private String perform(String[] words) {
        String name = words[1];
        String argument = words.length > 2 ? words[2] : "";
        if (make(words, name, argument)) {
            return "made";
        }
        Bio bio = bios.get(name);
        String result = switch (words[0]) {
            case "push" -> letterOf(bio.push(bios.get(argument)));
            case "pop" -> popped(bio.pop(), argument);
            case "next" -> letterOf(bio.next());
            case "find" -> letterOf(find(bio, Integer.parseInt(argument, 16)));
            case "waits" -> letterOf(bio.retryBio());
            case "type" -> Integer.toHexString(bio.type().code()) + " " + bio.type().methodName();
            case "free" -> freed(bio);
            case "read" -> read(bio, Integer.parseInt(argument));
            case "gets" -> gets(bio, Integer.parseInt(argument));
            case "write" -> Integer.toString(bio.write(decode(argument)));
            case "puts" -> Integer.toString(bio.puts(new String(decode(argument), StandardCharsets.US_ASCII)));
            default -> Long.toString(control(words[0], bio, argument));
        };
        return words[0].equals("free") ? result : result + retry(bio);
    }

    private boolean make(String[] words, String name, String argument) {
        switch (words[0]) {
            case "mem" -> bios.put(name, Bio.memory());
            case "membuf" -> bios.put(name, Bio.memory(decode(argument)));
            case "buffer" -> bios.put(name, Bio.buffer(Integer.parseInt(argument), Integer.parseInt(words[3])));
            case "null" -> bios.put(name, Bio.nullSink());
            case "nullf" -> bios.put(name, Bio.nullFilter());
            case "accept" -> bios.put(name, Bio.accept(argument));
            case "pair" -> {
                PairBio end = Bio.pair(Integer.parseInt(words[3]), Integer.parseInt(words[4]));
                bios.put(name, end);
                bios.put(argument, end.peer());
            }
            case "connect" -> {
                ConnectBio connect = Bio.connect("127.0.0.1");
                connect.setPort(port);
                bios.put(name, connect);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private String popped(Bio rest, String name) {
        if (!name.isEmpty()) {
            bios.put(name, rest);
        }
        return letterOf(rest);
    }

    private String letterOf(Bio bio) {
        return bios.entrySet().stream().filter(e -> e.getValue() == bio).map(Map.Entry::getKey).findFirst().orElse("-");
    }

    private static Bio find(Bio chain, int code) {
        for (BioType type : BioType.values()) {
            if (type.code() == code) {
                return chain.findType(type);
            }
        }
        throw new AssertionError("no type " + code);
    }

    private String freed(Bio bio) {
        bio.close();
        bios.values().remove(bio);
        return "1";
    }

    private static String read(Bio bio, int size) {
        byte[] buf = new byte[size];
        int n = bio.read(buf);
        return n + " \"" + encode(buf, n) + "\"";
    }

    private static String gets(Bio bio, int size) {
        byte[] buf = new byte[size];
        buf[size - 1] = '#';
        int n = bio.gets(buf);
        if (n >= 0) {
            assertEquals(0, buf[n], "the zero after the line");
        }
        return n + " \"" + encode(buf, n) + "\"";
    }

    private long control(String word, Bio bio, String argument) {
        return switch (word) {
            case "eof" -> bio.eof() ? 1 : 0;
            case "pending" -> bio.pending();
            case "wpending" -> bio.wpending();
            case "flush" -> bio.flush();
            case "reset" -> bio.reset();
            case "getclose" -> bio.closeFlag() == CloseFlag.CLOSE ? 1 : 0;
            case "number" -> bio.numberRead() * 100_000 + bio.numberWritten();
            case "guarantee" -> ((PairBio) bio).writeGuarantee();
            case "request" -> ((PairBio) bio).readRequest();
            case "size" -> ((PairBio) bio).writeBufferSize();
            case "lines" -> ((BufferBio) bio).numberOfLines();
            case "do" -> connectOrAccept(bio);
            case "doall" -> {
                int result = bio.doHandshake();
                while (result <= 0 && bio.shouldRetry()) {
                    Thread.onSpinWait();
                    result = bio.doHandshake();
                }
                yield result;
            }
            case "setclose" -> {
                bio.setCloseFlag(argument.equals("0") ? CloseFlag.NOCLOSE : CloseFlag.CLOSE);
                yield 0;
            }
            default -> {
                change(word, bio, argument);
                yield 1;
            }
        };
    }

    private int connectOrAccept(Bio bio) {
        int result = bio.doHandshake();
        if (bio instanceof AcceptBio accept) {
            port = accept.acceptPort();
        }
        return result;
    }

    private static void change(String word, Bio bio, String argument) {
        switch (word) {
            case "eofreturn" -> ((MemoryBio) bio).setMemEofReturn(Integer.parseInt(argument));
            case "resetrequest" -> ((PairBio) bio).resetReadRequest();
            case "shutwr" -> ((PairBio) bio).shutdownWrite();
            case "destroy" -> ((PairBio) bio).destroyPair();
            case "readdata" -> ((BufferBio) bio).setReadData(decode(argument));
            case "nbio" -> ((ConnectBio) bio).setNonBlocking(argument.equals("1"));
            case "nbioaccept" -> ((AcceptBio) bio).setNonBlockingAccept(argument.equals("1"));
            default -> throw new AssertionError("no step " + word);
        }
    }

    private static String retry(Bio bio) {
        return (bio.shouldRetry() ? " retry" : "")
                + (bio.shouldRead() ? " read" : "")
                + (bio.shouldWrite() ? " write" : "")
                + (bio.shouldIoSpecial() ? " special " + bio.retryReason().ordinal() : "");
    }

    private static byte[] decode(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            String c = text.substring(i, i + 1);
            if (c.equals("\\")) {
                i++;
                c = text.charAt(i) == 'n' ? "\n" : " ";
            }
            int times = 1;
            if (text.startsWith("{", i + 1)) {
                int end = text.indexOf('}', i);
                times = Integer.parseInt(text.substring(i + 2, end));
                i = end;
            }
            out.append(c.repeat(times));
        }
        return out.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static String encode(byte[] data, int length) {
        StringBuilder out = new StringBuilder();
        for (int i = 0, times; i < length; i += times) {
            times = 1;
            while (i + times < length && data[i + times] == data[i]) {
                times++;
            }
            out.append(data[i] == '\n' ? "\\n" : data[i] == ' ' ? "\\s" : String.valueOf((char) data[i]));
            out.append(times > 1 ? "{" + times + "}" : "");
        }
        return out.toString();
    }
}
