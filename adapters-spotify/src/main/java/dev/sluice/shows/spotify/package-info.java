/** Spotify: links to it, its Web API and oEmbed, and the expander of its shows. */
@NullMarked
package dev.sluice.shows.spotify;

import org.jspecify.annotations.NullMarked;
