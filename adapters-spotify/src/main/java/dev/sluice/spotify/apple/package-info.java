/** Apple Podcasts: a directory of shows, which knows where their feeds are. */
package dev.sluice.spotify.apple;
