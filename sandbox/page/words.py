"""The page's own words, in Swedish and in English."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Hold every sentence of the page in one language."""

    lang: str
    channels: str
    direct_messages: str
    apps: str
    home: str
    messages: str
    app: str
    edited: str
    only_you: str
    today: str
    yesterday: str
    tomorrow: str
    unread: str
    switch_person: str
    all_people: str
    menu: str
    close_menu: str
    members: str
    private: str
    conversation: str
    write_to: str
    write_hint: str
    send: str
    suggestions: str
    read_only: str
    not_member: str
    empty: str
    empty_home: str
    leave: str
    previous: str
    optional: str
    fix: str
    choose: str
    search: str
    more: str
    menu_of: str
    shortcuts: str
    dismiss: str
    unknown: str
    unknown_field: str
    channel: str
    group: str
    somebody: str
    characters_left: str
    nothing_found: str
    lost: str
    failed: str
    reply: str
    up: str
    down: str
    image: str


SWEDISH = Words(
    lang="sv",
    channels="Kanaler",
    direct_messages="Direktmeddelanden",
    apps="Appar",
    home="Hem",
    messages="Meddelanden",
    app="APP",
    edited="(redigerat)",
    only_you="Syns bara för dig",
    today="I dag",
    yesterday="I går",
    tomorrow="I morgon",
    unread="olästa",
    switch_person="Byt person",
    all_people="Alla personer",
    menu="Visa kanaler",
    close_menu="Stäng listan",
    members="medlemmar",
    private="privat kanal",
    conversation="Konversation",
    write_to="Skriv till",
    write_hint="Skriv ett meddelande, eller / för kommandon",
    send="Skicka",
    suggestions="Förslag",
    read_only="Här kan man bara läsa och trycka på knappar.",
    not_member="Du är inte med i den här kanalen.",
    empty="Här är det tomt än så länge.",
    empty_home="Appen har inte visat något här än.",
    leave="Lämna rutan",
    previous="Till förra rutan",
    optional="(valfritt)",
    fix="Något behöver rättas innan det går att skicka.",
    choose="Välj",
    search="Sök",
    more="Fler val",
    menu_of="Fler val för meddelandet",
    shortcuts="Genvägar",
    dismiss="Stäng meddelandet",
    unknown="Den här sidan kan inte visa ett block av typen",
    unknown_field="Den här sidan kan inte visa ett fält av typen",
    channel="channel",
    group="grupp",
    somebody="någon",
    characters_left="tecken kvar",
    nothing_found="Inget hittades",
    lost="Ingen kontakt med arbetsytan just nu. Försöker igen…",
    failed="Det gick inte. Försök igen.",
    reply="Svar i tråd",
    up="Bra",
    down="Dåligt",
    image="Bild",
)

ENGLISH = Words(
    lang="en",
    channels="Channels",
    direct_messages="Direct messages",
    apps="Apps",
    home="Home",
    messages="Messages",
    app="APP",
    edited="(edited)",
    only_you="Only visible to you",
    today="Today",
    yesterday="Yesterday",
    tomorrow="Tomorrow",
    unread="unread",
    switch_person="Switch person",
    all_people="Everybody",
    menu="Show channels",
    close_menu="Close the list",
    members="members",
    private="private channel",
    conversation="Conversation",
    write_to="Message",
    write_hint="Write a message, or / for commands",
    send="Send",
    suggestions="Suggestions",
    read_only="This is a place for reading and pressing buttons only.",
    not_member="You are not a member of this channel.",
    empty="Nothing here yet.",
    empty_home="The app has not shown anything here yet.",
    leave="Leave this window",
    previous="To the previous window",
    optional="(optional)",
    fix="Something needs to be put right before this can be sent.",
    choose="Choose",
    search="Search",
    more="More choices",
    menu_of="More choices for this message",
    shortcuts="Shortcuts",
    dismiss="Dismiss",
    unknown="This page cannot show a block of the type",
    unknown_field="This page cannot show a field of the type",
    channel="channel",
    group="group",
    somebody="somebody",
    characters_left="characters left",
    nothing_found="Nothing found",
    lost="No contact with the workspace right now. Trying again…",
    failed="That did not work. Try again.",
    reply="Reply in thread",
    up="Good",
    down="Bad",
    image="Image",
)


def words_for(locale: str) -> Words:
    """Return the page's words for a person's locale; English unless it is Swedish."""
    return SWEDISH if locale.lower().startswith("sv") else ENGLISH
