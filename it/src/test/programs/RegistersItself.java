import java.security.Provider;
import java.security.Security;

/** Puts the provider first in code, then asks as any program does. */
public class RegistersItself {
    public static void main(String[] args) throws Exception {
        Security.insertProviderAt((Provider) Class.forName(args[0]).getConstructor().newInstance(), 1);
        WhoServes.main(args);
    }
}
