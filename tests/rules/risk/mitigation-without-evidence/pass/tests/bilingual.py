def test_a_ticket_in_two_languages_has_no_suggestion():
    assert suggestion("Mein refund is late") is None
