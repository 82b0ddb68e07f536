import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Runs mongo-java-server on a free loopback port, prints the port, and ends when its standard input ends, so that it
 * never outlives whoever started it.
 */
public class Oracle {
    /** Version 5.0 of the protocol; the server itself announces wire version 8, which drivers of today refuse. */
    static final class Announced implements MongoVersion {
        @Override
        public List<Integer> getVersionArray() {
            return List.of(5, 0, 0);
        }

        @Override
        public int getWireVersion() {
            return 13;
        }
    }

    public static void main(String[] args) throws Exception {
        MemoryBackend backend = new MemoryBackend();
        backend.version(new Announced());
        MongoServer server = new MongoServer(backend);
        server.bind(new InetSocketAddress("127.0.0.1", 0));
        System.out.println("PORT " + server.getLocalAddress().getPort());
        System.out.flush();
        while (System.in.read() >= 0) {
            // Only the end of the input counts.
        }
        server.shutdownNow();
    }
}
