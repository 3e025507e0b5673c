<?php // Does to a WordPress what its users do. SITE: its folder; orders as JSON on stdin, answers as JSON.
$orders = json_decode(stream_get_contents(STDIN), true);
if (in_array('install', array_column($orders, 0))) define('WP_INSTALLING', true);
$_SERVER += ['HTTP_HOST' => '127.0.0.1', 'SERVER_NAME' => '127.0.0.1', 'REQUEST_URI' => '/'];
require getenv('SITE') . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
function wp_new_blog_notification(...$all) {}
add_filter('pre_wp_mail', '__return_true');

function install() {
    wp_install('Shop', 'admin', 'admin@shop.example', true, '', 'admin-pass');
    foreach (['comment_moderation' => 0, 'posts_per_rss' => 50, 'timezone_string' => 'Asia/Kolkata'] as $name => $value)
        update_option($name, $value);
    permalinks('/%postname%/');
    return true;
}

function permalinks($structure) {
    global $wp_rewrite;
    $wp_rewrite->set_permalink_structure($structure);
    flush_rewrite_rules();
    return true;
}

function post($title, $type = 'post') {
    return wp_insert_post(['post_title' => $title, 'post_content' => 'x', 'post_status' => 'publish',
        'post_author' => 1, 'comment_status' => 'open', 'post_type' => $type]);
}

function user($login, $role) {
    $id = wp_insert_user(['user_login' => $login, 'user_pass' => 'x', 'user_email' => "$login@shop.example",
        'display_name' => $login, 'role' => $role]);
    return [$id, password($id)];
}

function password($id) {
    return WP_Application_Passwords::create_new_application_password($id, ['name' => 'amends' . microtime()])[0];
}

function comment($post, $text, $at, $more = []) {
    return wp_insert_comment($more + ['comment_post_ID' => $post, 'comment_content' => $text,
        'comment_author' => 'Гост', 'comment_author_email' => 'guest@shop.example', 'comment_approved' => 1,
        'comment_date_gmt' => $at, 'comment_date' => get_date_from_gmt($at)]);
}

function edit($id, $text) { return wp_update_comment(['comment_ID' => $id, 'comment_content' => $text]); }
function approve($id) { return wp_set_comment_status($id, 'approve'); }
function trash($id) { return wp_trash_comment($id); }
function spam($id) { return wp_spam_comment($id); }
function delete($id) { return wp_delete_comment($id, true); }
function version() { return get_bloginfo('version'); }

function everything() {
    global $wpdb;
    return $wpdb->get_results("SELECT comment_ID id, comment_date_gmt at, comment_parent parent,
        comment_approved state, user_id user, comment_post_ID post, comment_content text
        FROM $wpdb->comments ORDER BY comment_ID", ARRAY_A);
}

$answers = array_map(fn($order) => call_user_func_array(array_shift($order), $order), $orders);
echo "\n", json_encode($answers), "\n";
