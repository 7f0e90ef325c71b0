using System.Net;

namespace IncidentMonitor.Normalise;

/// <summary>A word: where it lies in the clean text and where it lay in the source.</summary>
internal readonly record struct ScannedWord(int Start, int Length, int SourceStart, int SourceLength);

/// <summary>
/// Reads a text once, left to right, into buffers that live as long as the scanner: the hot path of the classifier
/// allocates nothing for ordinary words. Not for two threads at once.
/// </summary>
internal sealed class TextScanner
{
    /// <summary>Characters of one text that are read; VK's longest post has 16,384, and an article's topic is clear by then.</summary>
    public const int MaxChars = 65_536;

    private char[] clean = new char[2048];
    private ScannedWord[] words = new ScannedWord[256];
    private int cleanLength;
    private int wordCount;
    private List<string>? links;
    private List<string>? mentions;
    private List<string>? hashtags;

    /// <summary>The text with its entities decoded; the words' source positions refer to it.</summary>
    public string Source { get; private set; } = "";

    /// <summary>Words in lower case, mended, with one space between.</summary>
    public ReadOnlySpan<char> Clean => clean.AsSpan(0, cleanLength);

    public ReadOnlySpan<ScannedWord> Words => words.AsSpan(0, wordCount);

    public IReadOnlyList<string> Links => links ?? [];

    public IReadOnlyList<string> Mentions => mentions ?? [];

    public IReadOnlyList<string> Hashtags => hashtags ?? [];

    public void Scan(string text)
    {
        Source = text.Contains('&') ? WebUtility.HtmlDecode(text) : text;
        cleanLength = 0;
        wordCount = 0;
        links = mentions = hashtags = null;
        var end = Math.Min(Source.Length, MaxChars);
        var i = 0;
        while (i < end)
        {
            var c = Source[i];
            if (char.IsWhiteSpace(c))
                i++;
            else if (c is '[' or '*' or '@' && Markup.AtBracket(Source, i) is { } bracket)
                i = Take(bracket);
            else
                i = ReadChunk(i, end);
        }
    }

    /// <summary>Reads up to the next white space or bracket; returns where it stopped.</summary>
    private int ReadChunk(int start, int end)
    {
        var hasMarkup = false;
        var i = start;
        for (; i < end; i++)
        {
            var c = Source[i];
            if (char.IsWhiteSpace(c) || (i > start && c is '[' or '*'))
                break;
            hasMarkup |= c is '@' or '#' || (c is '.' or '/' && i > start && i + 1 < end && !char.IsWhiteSpace(Source[i + 1]));
        }

        while (hasMarkup && Markup.FirstIn(Source, start, i) is { } piece)
        {
            ReadWords(start, piece.Start);
            start = Take(piece);
        }

        ReadWords(start, i);
        return i;
    }

    private int Take(Markup.Piece piece)
    {
        switch (piece.Kind)
        {
            case Markup.PieceKind.Link:
                (links ??= []).Add(piece.Value);
                ReadWords(piece.WordsStart, piece.WordsEnd);
                break;
            case Markup.PieceKind.Mention:
                (mentions ??= []).Add(piece.Value);
                break;
            case Markup.PieceKind.Hashtag:
                (hashtags ??= []).Add(piece.Value);
                ReadHashtag(piece.WordsStart, piece.WordsEnd);
                break;
        }

        return piece.End;
    }

    /// <summary>«#НетВоды» is read as two words: a capital after a small letter starts a new one.</summary>
    private void ReadHashtag(int start, int end)
    {
        var from = start;
        for (var i = start + 1; i < end; i++)
        {
            if (char.IsUpper(Source[i]) && char.IsLower(Source[i - 1]))
            {
                ReadWords(from, i);
                from = i;
            }
        }

        ReadWords(from, end);
    }

    private void ReadWords(int start, int end)
    {
        var i = start;
        while (i < end)
        {
            if (Letters.Kind(Source[i]) is LetterKind.Separator or LetterKind.Invisible)
                i++;
            else
                i = ReadWord(i, end);
        }
    }

    private int ReadWord(int start, int end)
    {
        Reserve(end - start + 1);
        if (cleanLength > 0)
            clean[cleanLength++] = ' ';
        var first = cleanLength;
        var hasCyrillic = false;
        var hasLatin = false;
        var run = 0;
        var stretched = false;
        var i = start;
        for (; i < end; i++)
        {
            var c = Source[i];
            var kind = Letters.Kind(c);
            if (kind == LetterKind.Separator)
                break;
            if (kind == LetterKind.Invisible)
            {
                // й may come as и and a breve; a ё that comes apart leaves its е.
                if (c == '\u0306' && clean[cleanLength - 1] == 'и')
                    clean[cleanLength - 1] = 'й';
                continue;
            }

            var folded = Letters.Fold(c);
            hasCyrillic |= kind == LetterKind.Cyrillic;
            hasLatin |= kind == LetterKind.Latin;
            run = cleanLength > first && clean[cleanLength - 1] == folded ? run + 1 : 1;
            stretched |= run == 3 && kind == LetterKind.Cyrillic;
            clean[cleanLength++] = folded;
        }

        if (hasCyrillic && hasLatin)
            Letters.MendTwins(clean.AsSpan(first, cleanLength - first));
        if (stretched)
            Unstretch(first);
        words[wordCount++] = new ScannedWord(first, cleanLength - first, start, i - start);
        return i;
    }

    /// <summary>«помогииите» → «помогите»: no Russian word but «СССР» and «змееед» holds a letter three times in a row.</summary>
    private void Unstretch(int first)
    {
        if (clean.AsSpan(first, cleanLength - first) is "ссср" or "змееед")
            return;
        var to = first;
        for (var i = first; i < cleanLength;)
        {
            var run = i;
            while (run < cleanLength && clean[run] == clean[i])
                run++;
            var keep = run - i >= 3 && Letters.Kind(clean[i]) == LetterKind.Cyrillic ? 1 : run - i;
            for (; keep > 0; keep--)
                clean[to++] = clean[i];
            i = run;
        }

        cleanLength = to;
    }

    private void Reserve(int chars)
    {
        if (cleanLength + chars > clean.Length)
            Array.Resize(ref clean, Math.Max(clean.Length * 2, cleanLength + chars));
        if (wordCount == words.Length)
            Array.Resize(ref words, words.Length * 2);
    }
}
