package dev.sluice.storage.s3;

import dev.sluice.core.tenant.Secret;
import io.minio.BucketExistsArgs;
import io.minio.GetObjectArgs;
import io.minio.ListMultipartUploadsArgs;
import io.minio.ListObjectsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioAsyncClient;
import io.minio.Result;
import io.minio.messages.Item;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import org.gaul.s3proxy.AccessGrant;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;

/**
 * A real S3 API in this process, on a free port of 127.0.0.1, with one bucket: it checks
 * signatures, expiry and keys. Another module uses it through this module's test-jar; it then
 * needs, in test scope, what this module's pom names below "s3proxy".
 */
public final class S3ProxyFixture implements AutoCloseable {
  public static final String BUCKET = "sluice-test";
  public static final String REGION = "us-east-1";
  public static final String ACCESS_KEY = "AKIDFORTESTS";
  public static final String SECRET_KEY = "a-secret-for-tests-only";

  private final Path folder;
  private final Map<String, String> secrets;
  private final Set<String> signers = ConcurrentHashMap.newKeySet();
  private final S3Proxy proxy;
  private final String host;
  private final StoreFaults blobs;
  private final MinioAsyncClient client;

  private S3ProxyFixture(Path folder, S3Proxy proxy, StoreFaults blobs, Optional<String> host) {
    this.folder = folder;
    this.secrets = new ConcurrentHashMap<>(Map.of(ACCESS_KEY, SECRET_KEY));
    this.proxy = proxy;
    this.blobs = blobs;
    proxy.setBlobStoreLocator((accessKey, bucket, key) -> grant(accessKey));
    this.host = host.orElse("127.0.0.1");
    this.client =
        MinioAsyncClient.builder()
            .endpoint(endpoint().toString())
            .region(REGION)
            .credentials(ACCESS_KEY, SECRET_KEY)
            .httpClient(new OkHttpClient.Builder().dns(S3ProxyFixture::loopback).build())
            .build();
    if (host.isPresent()) {
      client.enableVirtualStyleEndpoint();
    }
  }

  /** Returns the address of this machine for any name. */
  public static List<InetAddress> loopback(String name) throws UnknownHostException {
    return List.of(InetAddress.getByAddress(name, new byte[] {127, 0, 0, 1}));
  }

  private AccessGrant grant(String accessKey) {
    if (accessKey == null) {
      return null;
    }
    signers.add(accessKey);
    String secret = secrets.get(accessKey);
    return secret == null ? null : new AccessGrant(secret, blobs);
  }

  /** Starts a proxy that stores its objects as files in this folder. */
  public static S3ProxyFixture start(Path folder) {
    return start(folder, Optional.empty());
  }

  /**
   * Starts a proxy that takes the bucket's name in front of that of its host.
   *
   * @param host a name that the test resolves
   */
  public static S3ProxyFixture atHost(String host, Path folder) {
    return start(folder, Optional.of(host));
  }

  private static S3ProxyFixture start(Path folder, Optional<String> host) {
    try {
      Properties properties = new Properties();
      properties.setProperty("jclouds.filesystem.basedir", folder.toRealPath().toString());
      BlobStore files = BlobStores.create("filesystem-nio2", properties);
      StoreFaults faults = new StoreFaults(files);
      S3Proxy.Builder builder =
          S3Proxy.builder()
              .blobStore(faults)
              .endpoint(URI.create("http://127.0.0.1:0"))
              .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ACCESS_KEY, SECRET_KEY)
              // It does not know all headers that the client sends.
              .ignoreUnknownHeaders(true);
      host.ifPresent(builder::virtualHost);
      S3Proxy proxy = builder.build();
      proxy.start();
      S3ProxyFixture fixture = new S3ProxyFixture(folder, proxy, faults, host);
      fixture.makeBucket();
      return fixture;
    } catch (Exception e) {
      throw new IllegalStateException("s3proxy does not start", e);
    }
  }

  public URI endpoint() {
    return URI.create("http://" + host + ":" + proxy.getPort());
  }

  /** Returns the settings by which a store reaches the bucket. */
  public S3Settings settings() {
    return S3Settings.of(endpoint(), REGION, BUCKET, ACCESS_KEY, Secret.of(SECRET_KEY));
  }

  /** Accepts another access key, too. */
  public void accept(String accessKey, String secretKey) {
    secrets.put(accessKey, secretKey);
  }

  /** Rejects an access key from now on. */
  public void reject(String accessKey) {
    secrets.remove(accessKey);
  }

  /** Returns the access keys that signed a request so far. */
  public Set<String> signers() {
    return signers;
  }

  /** Returns the faults that a test can cause behind the API. */
  public StoreFaults faults() {
    return blobs;
  }

  /** Creates the bucket if it does not exist. */
  public void makeBucket() {
    if (!client.bucketExists(BucketExistsArgs.builder().bucket(BUCKET).build()).join()) {
      client.makeBucket(MakeBucketArgs.builder().bucket(BUCKET).build()).join();
    }
  }

  /** Deletes the bucket with everything in it. */
  public void removeBucket() {
    try (Stream<Path> files = Files.walk(folder.resolve(BUCKET))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the keys of all objects. */
  public Set<String> keys() {
    try {
      Set<String> keys = new TreeSet<>();
      for (Result<Item> item :
          client.listObjects(ListObjectsArgs.builder().bucket(BUCKET).recursive(true).build())) {
        keys.add(item.get().objectName());
      }
      return keys;
    } catch (Exception e) {
      throw new IllegalStateException("the bucket cannot be listed", e);
    }
  }

  /** Returns the object's bytes. */
  public byte[] read(String key) {
    try (InputStream bytes =
        client.getObject(GetObjectArgs.builder().bucket(BUCKET).object(key).build()).join()) {
      return bytes.readAllBytes();
    } catch (Exception e) {
      throw new IllegalStateException("the object cannot be read", e);
    }
  }

  /** Returns the keys of uploads that were neither completed nor aborted. */
  public List<String> unfinishedUploads() {
    List<String> keys = new ArrayList<>();
    client
        .listMultipartUploads(ListMultipartUploadsArgs.builder().bucket(BUCKET).build())
        .join()
        .result()
        .uploads()
        .forEach(upload -> keys.add(upload.objectName()));
    return keys;
  }

  @Override
  public void close() {
    try {
      blobs.clear();
      client.close();
      proxy.stop();
    } catch (Exception e) {
      throw new IllegalStateException("s3proxy does not stop", e);
    }
  }
}
