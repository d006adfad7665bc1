"""Web sites: SPIP and MediaWiki, asked politely."""
