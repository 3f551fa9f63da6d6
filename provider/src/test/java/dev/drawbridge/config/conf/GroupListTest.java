package dev.drawbridge.config.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.Defaults;
import dev.drawbridge.spec.NamedGroup;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GroupListTest {

    /** The tuples and then the key shares, as text. */
    private static String read(String text) throws ListException {
        GroupList list = GroupList.parse(text);
        String tuples = list.tuples().stream().map(t -> t.stream().map(KnownGroup::name).collect(Collectors.joining(":")))
                .collect(Collectors.joining("/"));
        return tuples + list.keyShares().stream().map(g -> " *" + g.name()).collect(Collectors.joining());
    }

    @ParameterizedTest
    @CsvSource({
        "P-521:P-384:P-256, secp521r1:secp384r1:secp256r1",
        "' prime256v1 : X25519', secp256r1:x25519",
        "secp521r1:*X25519/*prime256v1:X448, secp521r1:x25519/secp256r1:x448 *x25519 *secp256r1",
        "*X25519:?unknown:prime256v1:?*x2, x25519:secp256r1 *x25519",
        "secp521r1:X25519:prime256v1:-X25519:secp384r1/X448, secp521r1:secp256r1:secp384r1/x448",
        "*X25519:*prime256v1:-X25519, x25519-gone",
        "X25519/prime256v1:-X448, x25519/secp256r1",
        "X25519/-X25519:P-256, secp256r1",
        "X25519/P-256:-X25519, secp256r1",
        "X25519:P-256/X25519:P-256/X448, x25519:secp256r1/x448",
        "DEFAULT, default",
        "X448:default, x448-first",
        "*DEFAULT, default",
        "DEFAULT:sect571r1/K-163, default-and-more",
        "DEFAULT:-X25519:-?X25519MLKEM768, rest"})
    void tuplesKeySharesAndRemovals(String text, String expected) throws Exception {
        String last = "/ffdhe2048:ffdhe3072";
        assertEquals(switch (expected) {
            case "x25519-gone" -> "secp256r1 *secp256r1";
            case "default" -> "X25519MLKEM768/x25519:secp256r1/x448:secp384r1:secp521r1" + last + " *X25519MLKEM768 *x25519";
            case "x448-first" -> "x448:X25519MLKEM768/x25519:secp256r1/secp384r1:secp521r1" + last + " *X25519MLKEM768 *x25519";
            case "rest" -> "secp256r1/x448:secp384r1:secp521r1" + last;
            case "default-and-more" -> "X25519MLKEM768/x25519:secp256r1/x448:secp384r1:secp521r1" + last
                    + ":sect571r1/sect163k1 *X25519MLKEM768 *x25519";
            default -> expected;
        }, read(text));
    }

    @ParameterizedTest
    @CsvSource({
        "*X25519:*prime256v1:NOTVALID, 21", "X25519//prime256v1, 8", "**X25519:*prime256v1, 1", "*X25519:*secp256r1:?:*secp521r1, 20",
        "*X25519:*secp256r1::secp521r1, 20", ":*secp256r1, 1", "*secp256r1:, 12", "/secp256r1, 1", "secp256r1/, 11", "X25519:??secp256r1, 8",
        "--X25519:secp256r1, 1", "-DEFAULT, 1", "?DEFAULT, 1", "X25519 / bogus, 10"})
    void mistakesAreNamedWithTheirPlace(String text, int position) {
        ListException e = assertThrows(ListException.class, () -> GroupList.parse(text));
        assertEquals(position, e.position(), e.getMessage());
        assertTrue(e.getMessage().startsWith("list of groups, character " + position), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?bogus", "X25519:-X25519", "*X25519:*secp256r1:*X448:*secp521r1:*secp384r1"})
    void aListMustLeaveAGroupAndAskForAtMostFourShares(String text) {
        assertThrows(ListException.class, () -> GroupList.parse(text));
    }

    @Test
    void whatIsKnownButNotSpokenIsLeftOut() throws Exception {
        GroupList list = GroupList.parse("X448:X25519:brainpoolP256r1:?new:P-256");
        assertEquals(List.of(NamedGroup.X448, NamedGroup.X25519, NamedGroup.SECP256R1), list.among(Defaults.GROUPS));
        assertEquals(List.of("brainpoolP256r1"), list.leftOut(Defaults.GROUPS).stream().map(KnownGroup::name).toList());
        assertEquals(List.of(new ListWord("?new", 29)), list.passedOver());
    }

    @Test
    void everyGroupOfOursIsKnownByBothItsNames() {
        for (NamedGroup group : NamedGroup.values()) {
            assertNotNull(KnownGroup.named(group.toString()), group.toString());
            assertEquals(group.code(), KnownGroup.named(group.opensslName()).code());
        }
        assertEquals(KnownGroup.all().size(), KnownGroup.all().stream().map(KnownGroup::code).distinct().count());
    }
}
