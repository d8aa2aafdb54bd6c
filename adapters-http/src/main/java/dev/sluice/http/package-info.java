/**
 * Sluice over HTTP: the API that comes in and the webhooks that go out. The names on the wire and
 * the status codes live here and nowhere else.
 */
package dev.sluice.http;
