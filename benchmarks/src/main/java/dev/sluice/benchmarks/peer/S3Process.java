package dev.sluice.benchmarks.peer;

import dev.sluice.benchmarks.measure.BenchOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;

/** An S3 server on a loopback port whose objects lie as files in a folder. */
public final class S3Process {
  public static final String BUCKET = BenchOptions.DEFAULT_BUCKET;
  static final String REGION = "us-east-1";
  static final String ACCESS_KEY = "AKIDBENCHMARKS";
  static final String SECRET_KEY = "a-secret-for-benchmarks";

  private S3Process() {}

  static ChildJvm start(Path folder) throws IOException {
    return ChildJvm.start("s3", List.of(folder.toString()), 512);
  }

  /** Prints its address and serves until its standard input ends, as it does with its parent. */
  public static void serve(Path folder, PrintStream out, InputStream in) throws Exception {
    Files.createDirectories(folder.resolve(BUCKET));
    Properties properties = new Properties();
    properties.setProperty("jclouds.filesystem.basedir", folder.toRealPath().toString());
    S3Proxy proxy =
        S3Proxy.builder()
            .blobStore(BlobStores.create("filesystem-nio2", properties))
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ACCESS_KEY, SECRET_KEY)
            // It knows not all headers that clients send.
            .ignoreUnknownHeaders(true)
            // One PUT of a whole film, as curl does it.
            .v4MaxNonChunkedRequestSize(1L << 40)
            .build();
    proxy.start();
    out.println("http://127.0.0.1:" + proxy.getPort());
    out.flush();
    in.readAllBytes();
    proxy.stop();
  }
}
