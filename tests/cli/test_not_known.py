"""What `show` says of mails that do not say all."""

from __future__ import annotations


def test_words_that_were_not_found_and_senders_that_nobody_confirms(shop):
    notice = {"external_id": "n", "text": "", "rating": 1, "notice": "The words were not found."}
    shop.mentions.append(notice | {"lines": ["It was \x1b[31mcold."], "unverified": True})
    shop.write()
    shop.run("check")
    shown = shop.run("show", shop.ids()["n"]).out
    assert "\n  (no text)\n  It was cold.\n" in shown
    assert "the words: they were not found in the mail" in shown
    assert "the sender: no mail server confirms it" in shown
    assert "the words:" not in shop.run("show", shop.ids()["hurt"]).out


def test_what_hangs_on_a_mail_is_counted(shop):
    shop.mentions += [
        {"external_id": "p", "text": "", "rating": 1, "attachments": 3, "images": 2},
        {"external_id": "q", "text": "Mould!", "rating": 1, "pictures": ["https://x.example/1"]},
    ]
    shop.write()
    shop.run("check")
    shown = shop.run("show", shop.ids()["p"]).out
    assert "2 pictures, 1 file\n" in shown
    assert "(2 pictures, 1 file)" in shop.run("inbox").out
    assert "1 picture\n" in shop.run("show", shop.ids()["q"]).out
    assert "Attached" not in shop.run("show", shop.ids()["hurt"]).out
