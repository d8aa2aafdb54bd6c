/** Feeds: a show as its publisher announces it, in the open. */
package dev.sluice.spotify.feed;
