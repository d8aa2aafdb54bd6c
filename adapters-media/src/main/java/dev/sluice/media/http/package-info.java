/** Media that lies behind a plain http(s) URL. */
package dev.sluice.media.http;
